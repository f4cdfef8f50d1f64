import { describe, expect, it } from '@jest/globals';
import { parseBatchAnswer, problemWords } from './batch-result.js';

describe(parseBatchAnswer.name, () => {
  it('should read outcomes and reasons', () => {
    const errors = [
      { path: 'version', message: 'is wrong' },
      { path: '', message: 'is too large' },
    ];
    const results = [
      { index: 0, id: 'a', status: 201, answer: { outcome: 'registered' } },
      { index: 1, id: 'b', status: 400, problem: { detail: 'Two fields.', errors } },
      { index: 2, id: 'c', status: 503, problem: { code: 'OVERLOADED', detail: 'Later.' } },
      { index: 3, id: null, status: 500, problem: null },
    ];
    expect(parseBatchAnswer(JSON.stringify({ results }), 4)).toEqual([
      { status: 201, outcome: 'registered' },
      { status: 400, reason: 'version is wrong; is too large' },
      { status: 503, reason: 'OVERLOADED: Later.' },
      { status: 500, reason: 'status 500' },
    ]);
  });

  it.each([
    'no JSON',
    '[]',
    '{}',
    '{"results":[]}',
    '{"results":[null]}',
    '{"results":[{"status":200}]}',
    '{"results":[{"status":200,"answer":{"outcome":"eaten"}}]}',
  ])('should not take %s for the answer to one manifest', (text) => {
    expect(parseBatchAnswer(text, 1)).toBeUndefined();
  });
});

describe(problemWords.name, () => {
  it('should show the beginning of what is no problem document', () => {
    expect(problemWords('<html>\n')).toBe('<html>\\u{a}');
  });
});
