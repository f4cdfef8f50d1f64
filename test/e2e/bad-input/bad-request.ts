import type { ErrorCode } from '../../../src/common/error-code.js';
import type { RawRequest } from '../../support/raw-client.js';

/** A request that must be refused with problem details. */
export interface BadRequest extends RawRequest {
  readonly name: string;
  readonly code: ErrorCode;
  /** The fields that the answer names, in any order; none when left out. */
  readonly paths?: readonly string[];
  /** What is said about the first of them. */
  readonly message?: string;
}

export const REGISTER = '/servers/register';
export const HEARTBEAT = '/servers/heartbeat';
export const BATCH_REGISTER = '/servers/batch/register';
export const BATCH_HEARTBEAT = '/servers/batch/heartbeat';

export const PRESERVATION = '/servers/self-preservation';
export const PACE = '/servers/heartbeat-pace';
export const DISABLE = '/servers/my_analyzer/disable';
export const PROBE = '/servers/my_analyzer/probe';

export const BODY_ROUTES = [
  REGISTER,
  HEARTBEAT,
  BATCH_REGISTER,
  BATCH_HEARTBEAT,
  PRESERVATION,
  PACE,
  DISABLE,
] as const;

const JSON_TYPE = { 'Content-Type': 'application/json' };

/** A body that is sent as JSON and refused for what is in it. */
export function badBody(
  name: string,
  path: string,
  body: string | Uint8Array,
  paths: readonly string[],
  message?: string,
): BadRequest {
  return {
    name: `${path}: ${name}`,
    method: 'POST',
    path,
    headers: JSON_TYPE,
    body,
    code: 'VALIDATION_FAILED',
    paths,
    ...(message !== undefined && { message }),
  };
}

/** A body that cannot be read at all. */
export function unreadable(
  name: string,
  path: string,
  body: string | Uint8Array | undefined,
  code: ErrorCode,
  headers: RawRequest['headers'] = JSON_TYPE,
): BadRequest {
  return {
    name: `${path}: ${name}`,
    method: 'POST',
    path,
    headers: headers,
    ...(body !== undefined && { body }),
    code,
  };
}

/** A path or query string that is refused. */
export function badUrl(
  method: string,
  path: string,
  code: ErrorCode,
  paths: readonly string[] = [],
  message?: string,
): BadRequest {
  return {
    name: `${method} ${path.length > 80 ? `${path.slice(0, 80)}… (${path.length})` : path}`,
    method,
    path,
    code,
    paths,
    ...(message !== undefined && { message }),
  };
}
