import type { FieldError } from './domain-error.js';

/** Deepest nesting of any JSON that is taken in. */
export const MAX_JSON_DEPTH = 32;

const MAX_FINDINGS = 20;

/** Whole numbers from here to 1e21 are printed as digits, of which readers of JSON keep only some. */
const FIRST_UNSAFE = 2 ** 53;
const FIRST_PRINTED_WITH_EXPONENT = 1e21;

/** Whether a parsed JSON value is nested deeper than 32 levels. To be asked before anything that recurses. */
export function isTooDeep(value: unknown, levels = MAX_JSON_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((item) => isTooDeep(item, levels - 1));
}

/**
 * Walks a parsed JSON value (not too deep) and names what no JSON value of ours may hold: the key
 * `__proto__`, NUL, lone surrogates (RFC 8785 cannot encode them) and numbers that other readers of
 * JSON would change. Stops at the first 20 findings.
 */
export function jsonFaults(value: unknown): FieldError[] {
  const faults: FieldError[] = [];
  walk(value, '', faults);
  return faults;
}

function walk(value: unknown, path: string, faults: FieldError[]): void {
  if (faults.length >= MAX_FINDINGS) return;
  if (typeof value === 'string') {
    const fault = textFault(value);
    if (fault !== undefined) faults.push({ path, message: fault });
  } else if (typeof value === 'number') {
    const fault = numberFault(value);
    if (fault !== undefined) faults.push({ path, message: fault });
  } else if (Array.isArray(value)) {
    value.forEach((item: unknown, index) => {
      walk(item, `${path}[${index}]`, faults);
    });
  } else if (typeof value === 'object' && value !== null) {
    walkObject(value, path, faults);
  }
}

function walkObject(value: object, path: string, faults: FieldError[]): void {
  for (const [key, item] of Object.entries(value) as [string, unknown][]) {
    const at = joinPath(path, key);
    const fault = key === '__proto__' ? 'is not allowed as a key' : textFault(key);
    if (fault === undefined) walk(item, at, faults);
    else faults.push({ path: at, message: `${fault} (in the key)` });
  }
}

/** What is wrong with a text anywhere in JSON; `undefined` when nothing is. */
export function textFault(text: string): string | undefined {
  if (text.includes('\u0000')) return 'must not contain NUL';
  if (!text.isWellFormed()) return 'must not contain a lone surrogate';
  return undefined;
}

function numberFault(value: number): string | undefined {
  if (!Number.isFinite(value)) return 'must be a number that JSON can carry';
  const size = Math.abs(value);
  if (size >= FIRST_UNSAFE && size < FIRST_PRINTED_WITH_EXPONENT) {
    return 'must lie within ±9007199254740991, or be sent as a string: larger whole numbers lose digits';
  }
  return undefined;
}

/** `a.b[0]`; a key that is no plain word is quoted and cut, so that it can be shown safely. */
export function joinPath(path: string, key: string): string {
  if (/^[A-Za-z_$][\w$-]{0,63}$/.test(key)) return path === '' ? key : `${path}.${key}`;
  const shown = key.length > 64 ? `${key.slice(0, 64)}…` : key;
  return `${path}[${JSON.stringify(shown.toWellFormed())}]`;
}
