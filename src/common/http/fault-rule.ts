import { ValidateBy } from 'class-validator';
import type { FieldError } from '../domain-error.js';
import type { FaultFinder } from './validate-dto.js';

/** A validation rule from a function that names the faults of a value, part by part. */
export function FaultRule(
  name: string,
  faults: (value: unknown, path: string) => readonly FieldError[],
): PropertyDecorator {
  const context: FaultFinder = { faults };
  return ValidateBy(
    { name, validator: { validate: (value: unknown) => faults(value, '').length === 0 } },
    // The message is never shown, but without one class-validator drops the context.
    { context, message: name },
  );
}
