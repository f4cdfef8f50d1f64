import { describe, expect, it } from '@jest/globals';
import { canonicalJson, sha256Hex } from './canonical-json.js';

/** A double from the 16 hex digits of its IEEE 754 form. */
function double(hex: string): number {
  return Buffer.from(hex, 'hex').readDoubleBE();
}

describe('canonicalJson', () => {
  it('should write primitives as in RFC 8785, section 3.2.2', () => {
    const value: unknown = JSON.parse(String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`);
    expect(canonicalJson(value)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it('should sort members by UTF-16 code units as in RFC 8785, section 3.2.3', () => {
    const value: unknown = JSON.parse(String.raw`{
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis"
    }`);
    expect([...canonicalJson(value).matchAll(/:"([^"]*)"/g)].map(([, name]) => name)).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('should write the number %s of RFC 8785, appendix B, as %s', (hex, text) => {
    expect(canonicalJson(double(hex))).toBe(text);
  });

  it.each(['7fffffffffffffff', '7ff0000000000000', 'fff0000000000000'])(
    'should refuse the number %s, which JSON cannot carry',
    (hex) => {
      expect(() => canonicalJson([double(hex)])).toThrow();
    },
  );

  it.each([
    ['', '""'],
    [
      '\u0000\u0007\b\t\n\u000b\f\r\u001b\u001f',
      String.raw`"\u0000\u0007\b\t\n\u000b\f\r\u001b\u001f"`,
    ],
    ['\u007f\u0080\u2028\u2029', '"\u007f\u0080\u2028\u2029"'],
    ['</script>', '"</script>"'],
    ['\u00e9', '"\u00e9"'],
    ['e\u0301', '"e\u0301"'],
  ])('should escape no more of %j than it must', (text, canonical) => {
    expect(canonicalJson(text)).toBe(canonical);
  });

  it.each(['\ud800', 'a\udc00', '\udc00\ud800'])(
    'should refuse the lone surrogate in %j',
    (text) => {
      expect(() => canonicalJson({ a: text })).toThrow();
      expect(() => canonicalJson({ [text]: 1 })).toThrow();
    },
  );

  it('should sort at every depth, keep lists as they are and leave no white space', () => {
    const value = { b: [{ d: 1, c: 2 }, 3, []], a: { '': null, A: {} } };
    expect(canonicalJson(value)).toBe('{"a":{"":null,"A":{}},"b":[{"c":2,"d":1},3,[]]}');
  });

  it('should treat the names of the language like any others', () => {
    const value: unknown = JSON.parse('{"toJSON":1,"constructor":{"valueOf":2},"__proto__":3}');
    expect(canonicalJson(value)).toBe('{"__proto__":3,"constructor":{"valueOf":2},"toJSON":1}');
  });

  it('should refuse what is no JSON value', () => {
    expect(() => canonicalJson(undefined)).toThrow(TypeError);
    expect(() => canonicalJson(() => 1)).toThrow(TypeError);
  });
});

describe('sha256Hex', () => {
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['{}', '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'],
    ['€', 'c4cc90ed3d26f12d4b08a75140970a7904035c31cbb4515a83f19b9003c00d1d'],
  ])('should digest %j in UTF-8', (text, digest) => {
    expect(sha256Hex(text)).toBe(digest);
  });
});
