import { assertValid } from '../../common/http/validate-dto.js';
import type { Precondition } from './precondition.js';

const DIGEST_TAG = /^"([0-9a-f]{64})"$/;

/**
 * What the headers `If-Match` and `If-None-Match` expect.
 * @throws VALIDATION_FAILED when they are neither a digest nor `*`
 */
export function preconditionOf(ifMatch?: string, ifNoneMatch?: string): Precondition {
  return {
    ifMatch: ifMatch === undefined ? undefined : matchOf(ifMatch.trim()),
    ifNoneMatch: ifNoneMatch === undefined ? undefined : noneMatchOf(ifNoneMatch.trim()),
  };
}

function matchOf(value: string): string {
  const digest = value === '*' ? value : DIGEST_TAG.exec(value)?.[1];
  if (digest === undefined) {
    refuse('If-Match', 'must be one digest in double quotes (64 hex digits), or *');
  }
  return digest ?? '';
}

function noneMatchOf(value: string): '*' {
  if (value !== '*') refuse('If-None-Match', 'must be *');
  return '*';
}

function refuse(path: string, message: string): void {
  assertValid([{ path, message }], 'The header');
}
