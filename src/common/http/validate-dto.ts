import { validateSync, type ValidationError } from 'class-validator';
import { DomainError, type FieldError } from '../domain-error.js';
import { joinPath } from '../json-faults.js';

/** A message class without constructor arguments. */
export interface DtoClass<T extends object> {
  new (): T;
  /** A field with a list of items that are read and checked one by one later: each has its own faults. */
  readonly itemField?: string;
  /** The message without the parts that are dropped when it is received: nothing in them is a fault. Not to be called with a deep value. */
  readonly withoutLeftOut?: (message: object) => object;
}

/** What a rule may put into its `context`, to name the wrong parts of a value one by one. */
export interface FaultFinder {
  readonly faults: (value: unknown, path: string) => readonly FieldError[];
}

/** No message has nearly as many. To look at every one of a million would keep all others waiting. */
const MAX_FIELDS = 100;

/** Most wrong fields that one answer names. */
const MAX_NAMED = 100;

/** What keeps a value from being read into a message class at all; `undefined` when nothing does. */
export function objectFault(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'must be a JSON object';
  }
  const tooMany = Object.keys(value).length > MAX_FIELDS;
  return tooMany ? `must not have more than ${MAX_FIELDS} fields` : undefined;
}

/** Makes an instance of a message class with these fields, known or not; nothing is checked. */
export function withFields<T extends object>(dto: DtoClass<T>, fields: object): T {
  const instance = new dto();
  for (const [name, value] of Object.entries(fields) as [keyof T, T[keyof T]][]) {
    // Defined, not assigned: it would set the prototype.
    if (name === '__proto__') {
      Object.defineProperty(instance, name, { value, enumerable: true, configurable: true });
    } else instance[name] = value;
  }
  return instance;
}

/** Checks an instance of a message class that is at `parent`; the list names every wrong field. */
export function faultsOf(instance: object, parent = ''): FieldError[] {
  // The validator looks fields up in a plain object, where it would find these.
  const inherited = Object.keys(instance).filter((key) => key in Object.prototype);
  for (const key of inherited) Reflect.deleteProperty(instance, key);
  const errors = validateSync(instance, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: false,
  });
  return [
    ...inherited.map((key) => ({ path: joinPath(parent, key), message: UNKNOWN_FIELD })),
    ...errors.flatMap((error) => flatten(error, parent)),
  ];
}

/** Throws `VALIDATION_FAILED` when there are faults. */
export function assertValid(faults: readonly FieldError[], what = 'The request'): void {
  if (faults.length === 0) return;
  const fields = faults.length === 1 ? '1 field is' : `${faults.length} fields are`;
  const named = faults.length > MAX_NAMED ? `; the first ${MAX_NAMED} are named` : '';
  throw new DomainError('VALIDATION_FAILED', `${what} is not valid: ${fields} wrong${named}.`, {
    errors: faults.slice(0, MAX_NAMED),
  });
}

const UNKNOWN_FIELD = 'is not a known field';

function flatten(error: ValidationError, parent: string): FieldError[] {
  const path = Array.isArray(error.target)
    ? `${parent}[${error.property}]`
    : joinPath(parent, error.property);
  if (error.value === undefined && error.constraints !== undefined) {
    return [{ path, message: 'is required' }];
  }
  const own = Object.entries(error.constraints ?? {}).flatMap(([rule, message]) => {
    const finder = error.contexts?.[rule] as FaultFinder | undefined;
    if (finder !== undefined) return finder.faults(error.value, path);
    return [{ path, message: rule === 'whitelistValidation' ? UNKNOWN_FIELD : message }];
  });
  return [...own, ...(error.children ?? []).flatMap((child) => flatten(child, path))];
}
