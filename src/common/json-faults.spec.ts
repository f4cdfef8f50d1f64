import { describe, expect, it } from '@jest/globals';
import { isTooDeep, joinPath, jsonFaults, textFault } from './json-faults.js';

const NUL = 'must not contain NUL';
const SURROGATE = 'must not contain a lone surrogate';
const PROTO = 'is not allowed as a key (in the key)';
const NO_NUMBER = 'must be a number that JSON can carry';
const UNSAFE =
  'must lie within ±9007199254740991, or be sent as a string: larger whole numbers lose digits';

function parse(json: string): unknown {
  return JSON.parse(json);
}

describe('jsonFaults', () => {
  it.each([
    'null',
    'true',
    '""',
    '"€😀\\u007f"',
    '0',
    '-0',
    '9007199254740991',
    '-9007199254740991',
    '1e21',
    '-1.5e300',
    '0.1',
    '5e-324',
    '[]',
    '{}',
    '{"":{"constructor":[{"prototype":1}]}}',
    '{"__proto":1,"proto__":2,"PROTO":"__proto__"}',
  ])('should find nothing in %s', (json) => {
    expect(jsonFaults(parse(json))).toEqual([]);
  });

  it.each([
    ['"a\\u0000"', '', NUL],
    ['"\\ud800"', '', SURROGATE],
    ['1e999', '', NO_NUMBER],
    ['[-1e999]', '[0]', NO_NUMBER],
    ['9007199254740992', '', UNSAFE],
    ['{"a":[1,-9007199254740993]}', 'a[1]', UNSAFE],
    ['999999999999999999999', '', undefined],
    ['{"a":{"b":[0,{"c":"\\u0000"}]}}', 'a.b[1].c', NUL],
    ['{"a":["\\udc00\\ud800"]}', 'a[0]', SURROGATE],
    ['{"__proto__":1}', '__proto__', PROTO],
    ['[{"a":{"__proto__":null}}]', '[0].a.__proto__', PROTO],
    ['{"a":{"b\\u0000":1}}', 'a["b\\u0000"]', `${NUL} (in the key)`],
    ['{"a":{"\\ud83d":1}}', 'a["\ufffd"]', `${SURROGATE} (in the key)`],
    ['{"a b":["\\u0000"]}', '["a b"][0]', NUL],
  ])('should find the fault in %s', (json, path, message) => {
    expect(jsonFaults(parse(json))).toEqual(message === undefined ? [] : [{ path, message }]);
  });

  it('should not look behind a key that is refused', () => {
    expect(jsonFaults(parse('{"__proto__":{"a":"\\u0000"}}'))).toHaveLength(1);
  });

  it('should find every fault, in order', () => {
    const faults = jsonFaults(parse('{"a":"\\u0000","b":[1,1e999],"__proto__":1,"c":"\\ud800"}'));
    expect(faults.map(({ path }) => path)).toEqual(['a', 'b[1]', '__proto__', 'c']);
  });

  it.each([
    ['values of a list', Array.from({ length: 1_000 }, () => '\0')],
    ['lists', Array.from({ length: 1_000 }, () => ['\0'])],
    ['values', Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [index, '\0']))],
    ['keys', Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`\0${index}`, 1]))],
    [
      'both',
      [{ a: '\0' }, Object.fromEntries([['\0', 1]]), ...Array.from({ length: 99 }, () => '\0')],
    ],
  ])('should stop at 100 faulty %s', (_name, value) => {
    expect(jsonFaults(value)).toHaveLength(100);
  });
});

describe('isTooDeep', () => {
  const arrays = (levels: number): unknown => parse('['.repeat(levels) + '1' + ']'.repeat(levels));
  const objects = (levels: number): unknown =>
    parse('{"a":'.repeat(levels) + '1' + '}'.repeat(levels));

  it.each([
    [0, false],
    [1, false],
    [32, false],
    [33, true],
    [100_000, true],
  ])('should say of %d levels: %s', (levels, tooDeep) => {
    expect(isTooDeep(arrays(levels))).toBe(tooDeep);
    expect(isTooDeep(objects(levels))).toBe(tooDeep);
    expect(isTooDeep([[], {}, 'a', null, arrays(levels)])).toBe(levels >= 32);
  });

  it('should count from another limit when asked to', () => {
    expect(isTooDeep(arrays(3), 3)).toBe(false);
    expect(isTooDeep(arrays(4), 3)).toBe(true);
  });
});

describe('textFault', () => {
  it.each([
    ['', undefined],
    ['a\u0001\u202e', undefined],
    ['😀', undefined],
    ['a\0', NUL],
    ['\ud800', SURROGATE],
    ['a\udfffb', SURROGATE],
    ['\ude00\ud83d', SURROGATE],
    ['\0\ud800', NUL],
  ])('should say of %j: %s', (text, fault) => {
    expect(textFault(text)).toBe(fault);
  });
});

describe('joinPath', () => {
  it.each([
    ['', 'a', 'a'],
    ['', '__proto__', '__proto__'],
    ['a', 'b', 'a.b'],
    ['a[0]', 'b-c_d$1', 'a[0].b-c_d$1'],
    ['', '$ref', '$ref'],
    ['a', '', 'a[""]'],
    ['a', '0', 'a["0"]'],
    ['', 'a.b', '["a.b"]'],
    ['', 'a"]', '["a\\"]"]'],
    ['a', 'ä', 'a["ä"]'],
    ['a', 'b\n\u001b', 'a["b\\n\\u001b"]'],
    ['a', '\ud800', 'a["\ufffd"]'],
    ['a', 'x'.repeat(64), `a.${'x'.repeat(64)}`],
    ['a', 'x'.repeat(65), `a["${'x'.repeat(64)}…"]`],
    ['a', `${'x'.repeat(63)}😀😀`, `a["${'x'.repeat(63)}\ufffd…"]`],
  ])('should join %j and %j', (path, key, joined) => {
    expect(joinPath(path, key)).toBe(joined);
  });
});
