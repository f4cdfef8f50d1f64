import { expect } from '@jest/globals';
import { ERROR_CODES, type ErrorCode } from '../../src/common/error-code.js';
import type { Problem } from '../../src/common/problem.js';
import type { RawAnswer } from './raw-client.js';

/** Asserts that something is problem details of RFC 9457, in the shape that the directory promises. */
export function assertProblem(body: unknown): asserts body is Problem {
  const { code } = body as { code: ErrorCode };
  expect(Object.keys(ERROR_CODES)).toContain(code);
  const { status, title } = ERROR_CODES[code];
  expect(body).toEqual({
    type: `urn:omega:directory:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title,
    status,
    detail: expect.stringMatching(/./),
    code,
    ...('errors' in (body as object) && { errors: expect.any(Array) }),
  });
  const { errors } = body as Problem;
  if (errors === undefined) return;
  expect(errors.length).toBeGreaterThan(0);
  for (const error of errors) {
    expect(error).toEqual({ path: expect.any(String), message: expect.stringMatching(/./) });
  }
}

/** The problem of an answer; asserts its status and content type. */
export function problemOf(answer: RawAnswer): Problem {
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  const problem = answer.json;
  assertProblem(problem);
  expect(answer.status).toBe(problem.status);
  return problem;
}

/** The fields that a problem names, each once and in order. */
export function pathsOf({ errors = [] }: Problem): string[] {
  return [...new Set(errors.map(({ path }) => path))].sort();
}
