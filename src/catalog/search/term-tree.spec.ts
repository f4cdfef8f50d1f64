import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Term } from './term.js';
import { TermTree } from './term-tree.js';

/** Two letters and one behind all others, so that many terms begin alike. */
const text = fc.string({ unit: fc.constantFrom('a', 'b', '漢'), maxLength: 9 });

function treeOf(texts: Iterable<string>): TermTree {
  const tree = new TermTree();
  for (const text of texts) tree.add(new Term(text));
  return tree;
}

const textsWith = (tree: TermTree, prefix: string): string[] =>
  [...tree.with(prefix)].map(({ text }) => text);

describe(TermTree.name, () => {
  it('should have the terms that came and did not go, in order, with any beginning', () => {
    const many = fc.uniqueArray(text, { minLength: 200, maxLength: 2_000, size: 'max' });
    const few = fc.uniqueArray(text, { maxLength: 80 });
    const prefixes = fc.array(text, { maxLength: 10 });
    fc.assert(
      fc.property(many, few, prefixes, (came, stay, asked) => {
        const tree = treeOf(came);
        const left = new Set(came);
        const check = (): void => {
          expect(tree.size).toBe(left.size);
          for (const prefix of ['', ...asked]) {
            const expected = [...left].filter((one) => one.startsWith(prefix)).sort();
            expect(textsWith(tree, prefix)).toEqual(expected);
            expect(tree.get(prefix)?.text).toBe(left.has(prefix) ? prefix : undefined);
          }
        };
        check();
        const staying = new Set(stay);
        for (const one of came) {
          const term = tree.get(one);
          if (term === undefined || staying.has(one)) continue;
          tree.remove(term);
          left.delete(one);
        }
        check();
        for (const one of stay) {
          if (left.has(one)) continue;
          tree.add(new Term(one));
          left.add(one);
        }
        check();
      }),
      { numRuns: 50 },
    );
  });

  it('should sort no more than the leaves that a reader comes to', () => {
    const texts = Array.from({ length: 50_000 }, (_, index) => index.toString(36).padStart(6, '0'));
    const tree = treeOf(texts);
    let compared = 0;
    const first = texts[0] ?? '';
    const counted = new Term(first);
    const known = tree.get(first);
    if (known !== undefined) tree.remove(known);
    Object.defineProperty(counted, 'text', { get: () => ((compared += 1), first) });
    tree.add(counted);
    compared = 0;
    for (const term of tree.with('zzz')) expect(term.text).toBe('nothing begins so');
    expect(compared).toBe(0);
    const [found] = tree.with('0000');
    expect(found).toBe(counted);
    expect(compared).toBeLessThan(100);
  });
});
