import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { DomainError } from '../domain-error.js';
import { ERROR_CODES, type ErrorCode } from '../error-code.js';
import { toProblem } from '../problem.js';
import { ProblemDto } from './problem.dto.js';

const ALWAYS: readonly ErrorCode[] = ['VALIDATION_FAILED', 'NOT_READY'];

/** Documents the errors of a route, one example a code. */
export function ApiProblems(...codes: ErrorCode[]): MethodDecorator & ClassDecorator {
  const byStatus = Map.groupBy(new Set([...codes, ...ALWAYS]), (code) => ERROR_CODES[code].status);
  const responses = [...byStatus].map(([status, group]) =>
    ApiResponse({
      status,
      description: group.map((code) => `\`${code}\`: ${ERROR_CODES[code].title}.`).join(' '),
      content: {
        'application/problem+json': {
          schema: { $ref: getSchemaPath(ProblemDto) },
          examples: Object.fromEntries(group.map((code) => [code, { value: example(code) }])),
        },
      },
    }),
  );
  return applyDecorators(ApiExtraModels(ProblemDto), ...responses);
}

function example(code: ErrorCode): object {
  const errors =
    code === 'VALIDATION_FAILED' ? [{ path: 'version', message: 'is required' }] : undefined;
  return toProblem(new DomainError(code, `${ERROR_CODES[code].title}.`, errors && { errors }));
}
