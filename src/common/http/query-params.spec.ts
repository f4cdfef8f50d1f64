import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../domain-error.js';
import { parseQuery } from './query-params.js';

function refusalOf(url: string): unknown {
  try {
    parseQuery(url);
  } catch (error) {
    if (error instanceof DomainError) return { code: error.code, errors: error.errors };
    throw error;
  }
  return undefined;
}

describe('parseQuery', () => {
  it.each<[url: string, params: [string, string[]][]]>([
    ['/a', []],
    ['/a?', []],
    ['/a?&&', []],
    ['/a?b', [['b', ['']]]],
    ['/a?b=', [['b', ['']]]],
    ['/a?=', [['', ['']]]],
    ['/a?=b', [['', ['b']]]],
    ['/a?b=c', [['b', ['c']]]],
    ['/a?b=c=d', [['b', ['c=d']]]],
    ['/a?b=c?d', [['b', ['c?d']]]],
    ['/a?b=c+d%20e%2Bf', [['b', ['c d e+f']]]],
    ['/a?b+c=d', [['b c', ['d']]]],
    [
      '/a?b=%E2%82%AC&%F0%9F%98%80=1',
      [
        ['b', ['€']],
        ['😀', ['1']],
      ],
    ],
    [
      '/a?b=1&c=2&b=3&b=',
      [
        ['b', ['1', '3', '']],
        ['c', ['2']],
      ],
    ],
    ['/a?b[$ne]=1', [['b[$ne]', ['1']]]],
    ['/a?b[]=1&b[]=2', [['b[]', ['1', '2']]]],
    ['/a?__proto__=1', [['__proto__', ['1']]]],
    [
      '/a?constructor=1&toString=2',
      [
        ['constructor', ['1']],
        ['toString', ['2']],
      ],
    ],
    ['/a?b=%25zz', [['b', ['%zz']]]],
    ['/a?b=c;d=e', [['b', ['c;d=e']]]],
    ['/a?b=%EF%BF%BD', [['b', ['\ufffd']]]],
  ])('should read %s', (url, params) => {
    expect([...parseQuery(url)]).toEqual(params);
  });

  it.each([
    ['/a?b=%', 'b', 'must be percent-encoded UTF-8'],
    ['/a?b=%2', 'b', 'must be percent-encoded UTF-8'],
    ['/a?b=%g0', 'b', 'must be percent-encoded UTF-8'],
    ['/a?b=%u0041', 'b', 'must be percent-encoded UTF-8'],
    ['/a?b=%ff', 'b', 'must be percent-encoded UTF-8'],
    ['/a?b=%C0%AF', 'b', 'must be percent-encoded UTF-8'],
    ['/a?b=%ED%A0%80', 'b', 'must be percent-encoded UTF-8'],
    ['/a?b=%E2%82', 'b', 'must be percent-encoded UTF-8'],
    ['/a?b=1&%=2', '[""]', 'must be percent-encoded UTF-8'],
    ['/a?b%20c=%', '["b c"]', 'must be percent-encoded UTF-8'],
    ['/a?b=%00', 'b', 'must not contain NUL'],
    ['/a?%00', '[""]', 'must not contain NUL'],
    ['/a?b=1&b=a%00b', 'b', 'must not contain NUL'],
  ])('should refuse %s', (url, path, message) => {
    expect(refusalOf(url)).toEqual({ code: 'VALIDATION_FAILED', errors: [{ path, message }] });
  });

  it('should read back what URLSearchParams writes', () => {
    const text = fc.string({ unit: 'grapheme' }).map((value) => value.replaceAll('\0', ''));
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text)), (pairs) => {
        const params = parseQuery(`/a?${new URLSearchParams(pairs).toString()}`);
        const read = [...params].flatMap(([name, values]) => values.map((value) => [name, value]));
        expect(read.sort()).toEqual([...pairs].sort());
      }),
    );
  });

  it('should refuse with VALIDATION_FAILED or read, whatever comes', () => {
    const part = fc.oneof(
      fc.string(),
      fc.constantFrom('%', '&', '=', '+', '%0', '%00', '%ff', '?'),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        expect(() => refusalOf(`/a?${parts.join('')}`)).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
  });
});
