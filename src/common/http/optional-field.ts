import { ValidateIf } from 'class-validator';

/**
 * The field may be left out. Unlike `IsOptional` of class-validator it does not take `null` for absent: `null` is a
 * value of another type.
 */
export function OptionalField(): PropertyDecorator {
  return ValidateIf((_instance, value) => value !== undefined);
}
