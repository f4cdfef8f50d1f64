import { validateSync, type ValidationError } from 'class-validator';
import { DomainError, type FieldError } from '../domain-error.js';
import { joinPath } from '../json-faults.js';

/** A message class without constructor arguments. */
export type DtoClass<T extends object> = new () => T;

/** What a rule may put into its `context`, to name the wrong parts of a value one by one. */
export interface FaultFinder {
  readonly faults: (value: unknown, path: string) => readonly FieldError[];
}

/** Checks an instance of a message class; the list names every wrong field. */
export function faultsOf(instance: object): FieldError[] {
  // The validator looks fields up in a plain object, where it would find these.
  const inherited = Object.keys(instance).filter((key) => key in Object.prototype);
  for (const key of inherited) Reflect.deleteProperty(instance, key);
  const errors = validateSync(instance, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: false,
  });
  return [
    ...inherited.map((key) => ({ path: joinPath('', key), message: UNKNOWN_FIELD })),
    ...errors.flatMap((error) => flatten(error, '')),
  ];
}

/** Throws `VALIDATION_FAILED` when there are faults. */
export function assertValid(faults: readonly FieldError[], what = 'The request'): void {
  if (faults.length === 0) return;
  const fields = faults.length === 1 ? '1 field is' : `${faults.length} fields are`;
  throw new DomainError('VALIDATION_FAILED', `${what} is not valid: ${fields} wrong.`, {
    errors: faults,
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
