import { assertValid, type DtoClass, faultsOf } from './validate-dto.js';
import { parseQuery } from './query-params.js';

/** Query parameters as their message class holds them: each with all its values. */
export type RawParams = readonly string[] | undefined;

/**
 * Reads the query string of a URL into a message class, whose fields are lists of texts.
 * @throws VALIDATION_FAILED naming every wrong or unknown parameter.
 */
export function readQuery<T extends object>(dto: DtoClass<T>, url: string): T {
  const instance = new dto();
  for (const [name, value] of parseQuery(url)) {
    // Defined, not assigned: a parameter may be called `__proto__`.
    Object.defineProperty(instance, name, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  assertValid(faultsOf(instance), 'The query string');
  return instance;
}
