import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonText, mutated } from '../../../test/support/json-bytes.arbitrary.js';
import { ListSplit } from './list-split.js';

/** The items of a list, found in steps of so many bytes; or that it is not a list. */
function itemsOf(bytes: Buffer, stepBytes = bytes.length, mostItems = 1_000): string[] | 'broken' {
  const split = new ListSplit(bytes, 1, mostItems);
  let step: string;
  do step = split.step(stepBytes);
  while (step === 'more');
  if (step === 'broken') return 'broken';
  return split.starts.map((start, index) => bytes.toString('utf8', start, split.ends[index]));
}

describe('ListSplit', () => {
  it('should find the items that JSON.parse finds, in steps of any length', () => {
    fc.assert(
      fc.property(
        fc.array(jsonText, { maxLength: 6 }),
        fc.constantFrom('', ' ', '\r\n\t'),
        fc.integer({ min: 1, max: 40 }),
        (items, space, step) => {
          const list = `[${space}${items.join(`${space},${space}`)}${space}]`;
          expect(itemsOf(Buffer.from(`${list},"rest":"]["}`), step)).toEqual(items);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('should find the same whatever the steps are, in any bytes', () => {
    const list = fc
      .array(jsonText, { maxLength: 4 })
      .map((items) => Buffer.from(`[${items.join()}]`));
    fc.assert(
      fc.property(mutated(list), fc.integer({ min: 1, max: 9 }), (bytes, step) => {
        fc.pre(bytes.length > 1);
        expect(itemsOf(bytes, step)).toEqual(itemsOf(bytes));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['[]', []],
    ['[1]', ['1']],
    ['[{"a":},{"b":1}]', ['{"a":}', '{"b":1}']],
    ['[tru,"x"]', ['tru', '"x"']],
    ['[[1}, {"a":"]"]]', ['[1}', '{"a":"]"]']],
    ['["\\"]", 2]', ['"\\"]"', '2']],
  ])('should cut %s into %j', (text, items) => {
    expect(itemsOf(Buffer.from(text))).toEqual(items);
  });

  it.each([
    '[',
    '[1',
    '[1,',
    '[1,]',
    '[,1]',
    '[1 2]',
    '["a',
    '["a\\',
    '[{"a":1}',
    '[}',
    '[1}',
    '["a"b]',
  ])('should see that %s is no list', (text) => {
    expect(itemsOf(Buffer.from(text))).toBe('broken');
  });

  it('should stop at the first item too many', () => {
    const split = new ListSplit(Buffer.from('[1,2,3,4,5,6'), 1, 3);
    expect([split.step(100), split.isTooLong, split.starts.length]).toEqual(['end', true, 4]);
  });
});
