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
  return new JsonWalk('', textFault, numberFault).faultsOf(value);
}

/**
 * Asks what is wrong with each text in a parsed JSON value (not too deep), keys included, that is at `path`. Stops at the first
 * 100 findings.
 */
export function stringFaults(
  value: unknown,
  path: string,
  fault: (text: string) => string | undefined,
): FieldError[] {
  return new JsonWalk(path, fault).faultsOf(value);
}

/** Keys and indexes from a root. */
export type Trail = readonly (string | number)[];

/** One walk over a parsed JSON value. */
class JsonWalk {
  /** A path is made of it only when there is a fault to report: most values are fine. */
  private readonly trail: (string | number)[] = [];
  private readonly faults: FieldError[] = [];

  constructor(
    private readonly root: string,
    private readonly text: (text: string) => string | undefined,
    private readonly number?: (value: number) => string | undefined,
  ) {}

  faultsOf(value: unknown): FieldError[] {
    this.walk(value);
    return this.faults;
  }

  private walk(value: unknown): void {
    if (typeof value === 'string') this.tell(this.text(value));
    else if (typeof value === 'number') this.tell(this.number?.(value));
    else if (Array.isArray(value)) this.walkArray(value);
    else if (typeof value === 'object' && value !== null) this.walkObject(value);
  }

  private walkArray(items: readonly unknown[]): void {
    for (let index = 0; index < items.length && this.faults.length < MAX_FINDINGS; index += 1) {
      this.trail.push(index);
      this.walk(items[index]);
      this.trail.pop();
    }
  }

  private walkObject(value: object): void {
    // Pairs of keys and values would be made for nothing: this runs for every registration.
    for (const key of Object.keys(value)) {
      if (this.faults.length >= MAX_FINDINGS) return;
      this.trail.push(key);
      const fault = key === '__proto__' ? 'is not allowed as a key' : this.text(key);
      if (fault === undefined) this.walk((value as Record<string, unknown>)[key]);
      else this.tell(`${fault} (in the key)`);
      this.trail.pop();
    }
  }

  private tell(message: string | undefined): void {
    if (message !== undefined)
      this.faults.push({ path: pathAlong(this.root, this.trail), message });
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
  if (isPortableNumber(value)) return undefined;
  return 'must lie within ±9007199254740991, or be sent as a string: larger whole numbers lose digits';
}

/** The path to where keys and indexes lead from `root` on. */
export function pathAlong(root: string, trail: Trail): string {
  return trail.reduce<string>(
    (above, step) => (typeof step === 'number' ? `${above}[${step}]` : joinPath(above, step)),
    root,
  );
}

/** `a.b[0]`; a key that is not a plain word is quoted and cut, so that it can be shown safely. */
export function joinPath(path: string, key: string): string {
  if (/^[A-Za-z_$][\w$-]{0,63}$/.test(key)) return path === '' ? key : `${path}.${key}`;
  const shown = key.length > 64 ? `${key.slice(0, 64)}…` : key;
  return `${path}[${JSON.stringify(shown.toWellFormed())}]`;
}
