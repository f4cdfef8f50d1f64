import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LookAlikes } from './look-alikes.js';

const NOBODY = { total: 0, ids: [] };

describe('LookAlikes', () => {
  it('should find the others of the same look, in order of id', () => {
    const known = new LookAlikes();
    const looks = { id: 'x', name: 'n' };
    for (const id of ['d', 'b', 'e', 'a', 'c']) known.add(looks, id);
    known.add({ id: 'y', name: 'n' }, 'z');
    expect(known.of(looks, 'a')).toEqual({
      id: { total: 4, ids: ['b', 'c', 'd'] },
      name: { total: 5, ids: ['b', 'c', 'd'] },
    });
    expect(known.of({ id: 'y', name: 'm' }, 'z')).toEqual({ id: NOBODY, name: NOBODY });
    expect(known.of({ id: 'none', name: 'none' }, 'z')).toEqual({ id: NOBODY, name: NOBODY });
  });

  it('should only count very many', () => {
    const known = new LookAlikes();
    const looks = { id: 'x', name: 'n' };
    for (let index = 0; index < 1_000; index += 1) known.add(looks, `s${index}`);
    expect(known.of(looks, 's1').id).toEqual({ total: 999, ids: [] });
  });

  it('should know what is left, in whatever order servers come and go', () => {
    const ids = fc.constantFrom('a', 'b', 'c', 'd');
    fc.assert(
      fc.property(fc.array(ids), ids, (steps, asking) => {
        const known = new LookAlikes();
        const there = new Set<string>();
        for (const id of steps) {
          if (there.has(id)) known.remove({ id: 'x', name: id }, id);
          else known.add({ id: 'x', name: id }, id);
          if (!there.delete(id)) there.add(id);
        }
        const others = [...there].filter((id) => id !== asking).sort();
        const same = known.of({ id: 'x', name: asking }, asking);
        expect(same).toEqual({
          id: { total: others.length, ids: others.slice(0, 3) },
          name: NOBODY,
        });
      }),
    );
  });
});
