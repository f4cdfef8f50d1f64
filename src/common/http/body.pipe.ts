import type { PipeTransform } from '@nestjs/common';
import { DomainError, type FieldError } from '../domain-error.js';
import { jsonFaults } from '../json-faults.js';
import { assertValid, type DtoClass, faultsOf, objectFault, withFields } from './validate-dto.js';

/** Validates a request's body against its message class and hands over the instance. */
export class BodyPipe<T extends object> implements PipeTransform<unknown, T> {
  constructor(private readonly dto: DtoClass<T>) {}

  transform(body: unknown): T {
    if (body === undefined) {
      throw new DomainError(
        'BODY_REQUIRED',
        'Send a JSON object with Content-Type: application/json.',
      );
    }
    const result = readDto(this.dto, body);
    assertValid(result.faults, 'The body');
    return result.dto;
  }
}

/** Makes an instance of a message class from JSON that was scanned before it was parsed, and names every wrong field. */
export function readDto<T extends object>(
  dto: DtoClass<T>,
  value: unknown,
): { readonly dto: T; readonly faults: readonly FieldError[] } {
  const fault = objectFault(value);
  if (fault !== undefined) return { dto: new dto(), faults: [{ path: '', message: fault }] };
  const instance = withFields(dto, value as object);
  const checkedNow =
    dto.itemField === undefined ? instance : { ...instance, [dto.itemField]: undefined };
  const inAll = jsonFaults(checkedNow);
  const faults =
    inAll.length > 0 && dto.withoutLeftOut !== undefined
      ? jsonFaults(dto.withoutLeftOut(checkedNow))
      : inAll;
  const named = new Set(faults.map(({ path }) => path));
  return {
    dto: instance,
    faults: [...faults, ...faultsOf(instance).filter(({ path }) => !named.has(path))],
  };
}
