import type { FieldError } from './domain-error.js';
import { isPortableNumber } from './portable-number.js';

/** Deepest nesting of any JSON that is taken in. */
export const MAX_JSON_DEPTH = 32;

const MAX_FINDINGS = 100;

/** Whether a parsed JSON value is nested deeper than 32 levels. To be asked before anything that recurses. */
export function isTooDeep(value: unknown, levels = MAX_JSON_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  const items: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return items.some((item) => isTooDeep(item, levels - 1));
}

/**
 * Walks a parsed JSON value (not too deep) and names what no JSON value of ours may hold: the key
 * `__proto__`, NUL, lone surrogates (RFC 8785 cannot encode them) and numbers that other readers of
 * JSON would change. Stops at the first 100 findings.
 */
export function jsonFaults(value: unknown): FieldError[] {
  const faults: FieldError[] = [];
  walk(value, [], faults);
  return faults;
}

/** Keys and indexes from the root. A path is made of it only when there is something to tell: most values are fine. */
type Trail = (string | number)[];

function walk(value: unknown, trail: Trail, faults: FieldError[]): void {
  if (typeof value === 'string') tell(textFault(value), trail, faults);
  else if (typeof value === 'number') tell(numberFault(value), trail, faults);
  else if (Array.isArray(value)) walkArray(value, trail, faults);
  else if (typeof value === 'object' && value !== null) walkObject(value, trail, faults);
}

function walkArray(items: readonly unknown[], trail: Trail, faults: FieldError[]): void {
  for (let index = 0; index < items.length && faults.length < MAX_FINDINGS; index += 1) {
    trail.push(index);
    walk(items[index], trail, faults);
    trail.pop();
  }
}

function walkObject(value: object, trail: Trail, faults: FieldError[]): void {
  for (const [key, item] of Object.entries(value) as [string, unknown][]) {
    if (faults.length >= MAX_FINDINGS) return;
    trail.push(key);
    const fault = key === '__proto__' ? 'is not allowed as a key' : textFault(key);
    if (fault === undefined) walk(item, trail, faults);
    else tell(`${fault} (in the key)`, trail, faults);
    trail.pop();
  }
}

function tell(message: string | undefined, trail: Trail, faults: FieldError[]): void {
  if (message === undefined) return;
  const path = trail.reduce<string>(
    (above, step) => (typeof step === 'number' ? `${above}[${step}]` : joinPath(above, step)),
    '',
  );
  faults.push({ path, message });
}

/** What is wrong with a text anywhere in JSON; `undefined` when nothing is. */
export function textFault(text: string): string | undefined {
  if (text.includes('\u0000')) return 'must not contain NUL';
  if (!text.isWellFormed()) return 'must not contain a lone surrogate';
  return undefined;
}

function numberFault(value: number): string | undefined {
  if (!Number.isFinite(value)) return 'must be a number that JSON can carry';
  if (isPortableNumber(value)) return undefined;
  return 'must lie within ±9007199254740991, or be sent as a string: larger whole numbers lose digits';
}

/** `a.b[0]`; a key that is no plain word is quoted and cut, so that it can be shown safely. */
export function joinPath(path: string, key: string): string {
  if (/^[A-Za-z_$][\w$-]{0,63}$/.test(key)) return path === '' ? key : `${path}.${key}`;
  const shown = key.length > 64 ? `${key.slice(0, 64)}…` : key;
  return `${path}[${JSON.stringify(shown.toWellFormed())}]`;
}
