import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PostingList } from './posting-list.js';

describe(PostingList.name, () => {
  it('should behave like a sorted map of documents', () => {
    const steps = fc.array(fc.tuple(fc.nat(20), fc.nat(15), fc.boolean()), { maxLength: 200 });
    fc.assert(
      fc.property(steps, (program) => {
        const list = new PostingList();
        const model = new Map<number, number>();
        for (const [document, fields, adds] of program) {
          if (!adds) {
            list.remove(document);
            model.delete(document);
          } else if (!model.has(document)) {
            list.add(document, fields);
            model.set(document, fields);
          }
        }
        const found: [number, number][] = [];
        for (let index = 0; index < list.length; index += 1) {
          found.push([list.documentAt(index), list.fieldsAt(index)]);
        }
        expect(found).toEqual([...model].sort(([a], [b]) => a - b));
        expect(list.length).toBe(model.size);
      }),
    );
  });
});
