import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DueList } from './due-list.js';

const key = (id: string) => ({ tenant: 'default', id });

describe(DueList.name, () => {
  it('should hand out each server once, when its time has come and not before', () => {
    const list = new DueList(500);
    list.put('a', key('a'), 'd', 2_000);
    list.put('b', key('b'), 'd', 2_001);
    expect(list.take(1_999)).toEqual([]);
    expect(list.take(2_000)).toEqual([key('a')]);
    expect(list.take(2_999)).toEqual([]);
    expect(list.take(3_000)).toEqual([key('b')]);
    expect(list.take(99_999)).toEqual([]);
    expect(list.size).toBe(0);
  });

  it('should know for which manifest a server is put down', () => {
    const list = new DueList(0);
    list.put('a', key('a'), 'old', 5_000);
    list.put('a', key('a'), 'new', 1_000);
    expect([list.digestOf('a'), list.digestOf('b'), list.size]).toEqual(['new', undefined, 1]);
    expect(list.take(10_000)).toEqual([key('a')]);
    expect(list.digestOf('a')).toBeUndefined();
  });

  it('should take a time that is past for now', () => {
    const list = new DueList(50_000);
    list.put('a', key('a'), 'd', 10);
    expect(list.take(51_000)).toEqual([key('a')]);
  });

  it('should agree with a list that is looked through each time', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd');
    const step = fc.oneof(
      fc.record({ name, inMs: fc.integer({ min: 0, max: 20_000 }) }),
      fc.record({ passMs: fc.integer({ min: 0, max: 30_000 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let now = 0;
        const list = new DueList(now);
        const model = new Map<string, number>();
        for (const one of steps) {
          if ('name' in one) {
            list.put(one.name, key(one.name), 'd', now + one.inMs);
            model.set(one.name, now + one.inMs);
            continue;
          }
          now += one.passMs;
          const taken = list.take(now).map(({ id }) => id);
          expect(new Set(taken).size).toBe(taken.length);
          for (const id of taken) expect(model.get(id)).toBeLessThanOrEqual(now);
          for (const id of taken) model.delete(id);
          // At most the rest of a slot too late.
          for (const at of model.values()) expect(at).toBeGreaterThan(now - 1_000);
          expect(list.size).toBe(model.size);
        }
      }),
    );
  });
});
