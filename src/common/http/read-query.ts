import { assertValid, type DtoClass, faultsOf, withFields } from './validate-dto.js';
import { parseQuery } from './query-params.js';

/** Query parameters as their message class holds them: each with all its values. */
export type RawParams = readonly string[] | undefined;

/**
 * Reads the query string of a URL into a message class, whose fields are lists of texts.
 * @throws VALIDATION_FAILED naming every wrong or unknown parameter.
 */
export function readQuery<T extends object>(dto: DtoClass<T>, url: string): T {
  const instance = withFields(dto, Object.fromEntries(parseQuery(url)));
  assertValid(faultsOf(instance), 'The query string');
  return instance;
}
