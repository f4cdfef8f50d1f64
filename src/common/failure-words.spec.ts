import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { failureWords } from './failure-words.js';

describe(failureWords.name, () => {
  it('should use the words of the system', async () => {
    const failure: unknown = await readFile('no-such-file').catch((error: unknown) => error);
    expect(failureWords(failure)).toBe('no such file or directory');
  });

  it('should look for the cause, and at the first of several', () => {
    const causes = new AggregateError([new Error('first'), new Error('second')], '');
    expect(failureWords(new TypeError('fetch failed', { cause: causes }))).toBe('first');
  });

  it('should name a time that ran out', () => {
    expect(failureWords(AbortSignal.abort(new DOMException('', 'TimeoutError')).reason)).toBe(
      'no answer in time',
    );
  });

  it('should show what else was thrown', () => {
    expect(failureWords('no\nidea')).toBe('no\\u{a}idea');
  });
});
