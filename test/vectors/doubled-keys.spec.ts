import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readJson } from '../../src/bodies/json/read-json.js';
import { NotStrictJson, parseStrictJson } from '../../src/client/strict-json.js';

const key = fc.constantFrom('"a"', '"\\u0061"', '"b"', '"é"', '"\\u00e9"', '"\\""', '""');

/** A JSON text with few different keys. */
const { text } = fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('1', '"a"', 'null'),
    fc.array(tie('text'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
    fc
      .array(fc.tuple(key, tie('text')), { maxLength: 3 })
      .map((fields) => `{${fields.map(([name, item]) => `${name}:${item}`).join(' , ')}}`),
  ),
}));

function isDoubledForReaders(json: string): boolean {
  try {
    parseStrictJson(json);
    return false;
  } catch (error) {
    return error instanceof NotStrictJson && error.message.includes('twice');
  }
}

describe('Doubled keys', () => {
  it('should be refused at the entrance exactly where the verifier of the clients refuses them', () => {
    const seen = { doubled: 0, single: 0 };
    fc.assert(
      fc.property(text, (json) => {
        const read = readJson(Buffer.from(json));
        const doubled = isDoubledForReaders(json);
        expect('fault' in read && read.fault.message.includes('there twice')).toBe(doubled);
        seen[doubled ? 'doubled' : 'single'] += 1;
      }),
      { numRuns: 3_000 },
    );
    expect(Math.min(seen.doubled, seen.single)).toBeGreaterThan(300);
  });
});
