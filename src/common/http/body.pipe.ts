import type { PipeTransform } from '@nestjs/common';
import { DomainError, type FieldError } from '../domain-error.js';
import { isTooDeep, jsonFaults, MAX_JSON_DEPTH } from '../json-faults.js';
import { assertValid, type DtoClass, faultsOf } from './validate-dto.js';

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

/** Makes an instance of a message class from parsed JSON, and names every wrong field. */
export function readDto<T extends object>(
  dto: DtoClass<T>,
  value: unknown,
): { readonly dto: T; readonly faults: readonly FieldError[] } {
  const instance = new dto();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { dto: instance, faults: [{ path: '', message: 'must be a JSON object' }] };
  }
  if (isTooDeep(value)) {
    const message = `must not be nested deeper than ${MAX_JSON_DEPTH} levels`;
    return { dto: instance, faults: [{ path: '', message }] };
  }
  const faults = jsonFaults(value);
  const named = new Set(faults.map(({ path }) => path));
  for (const [key, field] of Object.entries(value)) {
    if (!named.has(key)) Object.defineProperty(instance, key, { value: field, ...DATA });
  }
  return {
    dto: instance,
    faults: [...faults, ...faultsOf(instance).filter(({ path }) => !named.has(path))],
  };
}

const DATA = { enumerable: true, writable: true, configurable: true } as const;
