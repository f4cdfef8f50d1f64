import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from './parse-json.js';

/** Keys, each as it is and as it is written. */
const KEYS: readonly (readonly [key: string, written: string])[] = [
  ['\\', String.raw`"\\"`],
  ['\\u', String.raw`"\\u"`],
  ['"', String.raw`"\""`],
  ['\n', String.raw`"\n"`],
  ['/', String.raw`"\/"`],
  ['A', String.raw`"\u0041"`],
  ['1', String.raw`"\u0031"`],
  ['é', String.raw`"\u00e9"`],
  ['名', String.raw`"\u540d"`],
  ['名前', String.raw`"\u540d\u524d"`],
  ['__proto__', String.raw`"__prot\u006f__"`],
  ['a', '"a"'],
  ['kk0', '"kk0"'],
];

/** An object with some of the keys, and its text. */
const written = fc
  .uniqueArray(fc.constantFrom(...KEYS), { selector: ([key]) => key })
  .map((keys) => ({
    value: Object.fromEntries(keys.map(([key], index) => [key, index])),
    text: `{${keys.map(([, text], index) => `${text} :${index}`).join()}}`,
  }));

describe('parseJson', () => {
  it('should take each key for what it says, whatever was parsed before', () => {
    fc.assert(
      fc.property(fc.array(written, { maxLength: 4 }), (objects) => {
        const text = `[${objects.map((object) => object.text).join()}]`;
        const found = parseJson(text) as object[];
        expect(found.map((object) => Object.entries(object).sort())).toEqual(
          objects.map(({ value }) => Object.entries(value).sort()),
        );
      }),
      { numRuns: 3_000 },
    );
  });

  it('should keep a key that has the name of a prototype an own property', () => {
    const found = parseJson(String.raw`{"\u005f_proto__":{"a":1}}`) as object;
    expect(Object.keys(found)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
  });

  it.each<[string, unknown]>([
    [String.raw`{"a":"\" : x"}`, { a: '" : x' }],
    [String.raw`["\":\"",{"b":"\\"}]`, ['":"', { b: '\\' }]],
    [String.raw`{"a":{"\"":[{"k":"\n"}]}}`, { a: { '"': [{ k: '\n' }] } }],
    [String.raw`"\u0041"`, 'A'],
    [
      String.raw`{"\n":{"kkkk":null},"kkkkk1":"kkkkkk"}`,
      { '\n': { kkkk: null }, kkkkk1: 'kkkkkk' },
    ],
  ])('should read %s as it is written', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  it.each([
    ['', 'end of JSON'],
    ['{"\\x":1}', 'escape'],
    ['{"\\n":1,}', 'JSON'],
    ['{"\\n\n":1}', 'control'],
    ['{"\\n:1}', 'JSON'],
    ['["\\n":1]', 'JSON'],
  ])('should refuse %j', (text, words) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
    expect(() => parseJson(text)).toThrow(words);
  });

  it.each(KEYS)(
    'should take the key %j alone, after another one that its text begins with',
    (key, written) => {
      parseJson(String.raw`[{"first":[],"\\":0},{"first":[],"\\u":0}]`);
      const found = parseJson(`{"first":1,${written}:2}`) as object;
      expect(found).toEqual(
        Object.fromEntries([
          ['first', 1],
          [key, 2],
        ]),
      );
    },
  );

  it('should take long texts with many escapes', () => {
    const long = '\\n'.repeat(10_000_000);
    const found = parseJson(`{"a\\n":"${long}"}`) as Record<string, string>;
    expect(found['a\n']?.length).toBe(10_000_000);
  });
});
