import { readServerQuery } from '../../catalog/query/read-server-query.js';
import type { ServerQuery } from '../../catalog/server-query.js';
import { DomainError, type FieldError } from '../../common/domain-error.js';
import { joinPath } from '../../common/json-faults.js';
import { DEFAULT_FOUND, MAX_FOUND } from './tool-definitions.js';

/** A call's arguments as they came. */
export type ToolArguments = Readonly<Record<string, unknown>>;

const LISTS: ReadonlySet<string> = new Set(['tag', 'capability', 'status']);
const NUMBERS: ReadonlySet<string> = new Set(['page', 'limit']);
const NAMES: ReadonlySet<string> = new Set(['q', ...LISTS, ...NUMBERS]);

/**
 * Reads the arguments of `find_servers`: the rules are those of the HTTP route.
 * @throws VALIDATION_FAILED naming every wrong argument
 */
export function readFindArguments(args: ToolArguments): ServerQuery {
  const faults = Object.entries(args).flatMap(([name, value]) => faultsOf(name, value));
  if (Number(args['limit'] ?? 0) > MAX_FOUND) {
    faults.push({ path: 'limit', message: `must be at most ${MAX_FOUND}` });
  }
  if (faults.length > 0) throw invalid(faults);
  const params = new URLSearchParams({ limit: String(DEFAULT_FOUND) });
  for (const [name, value] of Object.entries(args)) {
    if (name === 'status') params.set(name, (value as string[]).join(','));
    else if (LISTS.has(name)) for (const item of value as string[]) params.append(name, item);
    else params.set(name, String(value));
  }
  if (Array.isArray(args['status']) && args['status'].length === 0) params.delete('status');
  return readServerQuery(`?${params.toString()}`);
}

/**
 * Reads the only argument of `get_server`.
 * @throws VALIDATION_FAILED
 */
export function readIdArgument(args: ToolArguments): string {
  const { id, ...others } = args;
  const faults = Object.keys(others).map(unknownArgument);
  if (typeof id !== 'string') faults.push({ path: 'id', message: 'must be a string' });
  if (faults.length > 0 || typeof id !== 'string') throw invalid(faults);
  return id;
}

/** @throws VALIDATION_FAILED when there are any */
export function refuseArguments(args: ToolArguments): void {
  const faults = Object.keys(args).map(unknownArgument);
  if (faults.length > 0) throw invalid(faults);
}

function faultsOf(name: string, value: unknown): FieldError[] {
  if (!NAMES.has(name)) return [unknownArgument(name)];
  if (LISTS.has(name)) {
    const texts = Array.isArray(value) && value.every((item) => typeof item === 'string');
    return texts ? [] : [{ path: name, message: 'must be a list of strings' }];
  }
  if (NUMBERS.has(name)) {
    return Number.isInteger(value) ? [] : [{ path: name, message: 'must be a whole number' }];
  }
  return typeof value === 'string' ? [] : [{ path: name, message: 'must be a string' }];
}

function unknownArgument(name: string): FieldError {
  return { path: joinPath('', name), message: 'is not a known argument' };
}

function invalid(errors: readonly FieldError[]): DomainError {
  return new DomainError('VALIDATION_FAILED', 'The arguments are not valid.', { errors });
}
