import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Quota } from './quota.js';

const CLIENTS = ['a', 'b', 'local', ''];

/** A quota beside what is stored, which is plain numbers. */
function scene(most: number, share: number) {
  const stored = new Map<string, number>();
  const quota = new Quota(
    'things',
    { most, share },
    {
      all: () => [...stored.values()].reduce((sum, amount) => sum + amount, 0),
      of: (client) => stored.get(client) ?? 0,
    },
  );
  return { quota, stored };
}

describe(Quota.name, () => {
  it('should name the quota, what is used and the limit', () => {
    const { quota, stored } = scene(10, 3);
    stored.set('a', 2);
    expect(quota.refusal('a', 1)).toBeUndefined();
    expect(quota.refusal('a', 2)).toMatchObject({
      code: 'QUOTA_EXCEEDED',
      status: 429,
      detail: 'The servers of this client use 2 of its 3 things; this needs 2 more.',
    });
    expect(quota.refusal('local', 9)).toMatchObject({
      code: 'CAPACITY_EXCEEDED',
      status: 507,
      detail: 'All clients together use 2 of 10 things; this needs 9 more.',
    });
    expect(quota.view()).toEqual({ used: 2, limit: 10 });
  });

  it('should always let what shrinks pass, and programs of the same machine use everything', () => {
    const { quota, stored } = scene(10, 3);
    stored.set('a', 12);
    expect(quota.refusal('a', 0)).toBeUndefined();
    expect(quota.refusal('a', -1)).toBeUndefined();
    stored.set('a', 0);
    expect(quota.refusal('local', 10)).toBeUndefined();
    expect(quota.refusal('', 10)).toBeUndefined();
    expect(quota.refusal('b', 4)).toBeDefined();
  });

  it('should never let more be stored than the limits, however many are under way', () => {
    const step = fc.record({
      client: fc.constantFrom(...CLIENTS),
      amount: fc.integer({ min: 1, max: 5 }),
      arrives: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step), fc.nat(30), fc.nat(10), (steps, most, share) => {
        const { quota, stored } = scene(most, share);
        const underWay: { client: string; amount: number }[] = [];
        for (const { client, amount, arrives } of steps) {
          if (quota.refusal(client, amount) === undefined) {
            quota.reserve(client, amount);
            underWay.push({ client, amount });
          }
          const arrived = arrives ? underWay.shift() : undefined;
          if (arrived === undefined) continue;
          stored.set(arrived.client, (stored.get(arrived.client) ?? 0) + arrived.amount);
          quota.reserve(arrived.client, -arrived.amount);
        }
        const all = [...underWay, ...[...stored].map(([client, amount]) => ({ client, amount }))];
        const sum = (list: { amount: number }[]) => list.reduce((to, { amount }) => to + amount, 0);
        expect(sum(all)).toBeLessThanOrEqual(most);
        for (const name of ['a', 'b']) {
          expect(sum(all.filter(({ client }) => client === name))).toBeLessThanOrEqual(share);
        }
      }),
    );
  });
});
