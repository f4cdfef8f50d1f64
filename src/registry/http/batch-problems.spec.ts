import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../common/domain-error.js';
import { BatchProblems } from './batch-problems.js';

describe(BatchProblems.name, () => {
  it('should name the wrong fields of the items until they are a megabyte of text', () => {
    const problems = new BatchProblems();
    const errors = [{ path: 'x'.repeat(2_000), message: 'must not contain NUL' }];
    const error = new DomainError('VALIDATION_FAILED', 'The item is not valid.', { errors });
    const answers = Array.from({ length: 1_000 }, () => problems.of(error));
    const named = answers.filter((problem) => problem.errors !== undefined);
    expect(named.length).toBe(Math.floor(1_048_576 / 2_020));
    expect(answers.at(-1)).toEqual({
      ...problems.of(new DomainError('VALIDATION_FAILED', 'x')),
      detail: 'The item is not valid. Fields are not named any more in this answer.',
    });
  });
});
