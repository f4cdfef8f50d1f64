import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LEAST, weigh, type Weighing } from './weigh.js';

type Fleet = Readonly<Record<string, readonly [counted: number, gone: number]>>;

function weighed(fleet: Fleet): Weighing {
  const all = { counted: 0, gone: 0 };
  let largest = '';
  const shares = new Map<string, { counted: number; gone: number; marked: number }>();
  for (const [owner, [counted, gone]] of Object.entries(fleet)) {
    shares.set(owner, { counted, gone, marked: 0 });
    all.counted += counted;
    all.gone += gone;
    if (counted > (shares.get(largest)?.counted ?? -1)) largest = owner;
  }
  const largestShare = shares.get(largest) ?? all;
  return weigh({ all, largest, largestShare, missing: [...shares].filter(([, s]) => s.gone > 0) });
}

/** Owners, each with so many servers and so many of them gone. */
const fleets = (most: number): fc.Arbitrary<Fleet> =>
  fc.dictionary(
    fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    fc
      .tuple(fc.integer({ min: 1, max: most }), fc.nat(most))
      .map(([counted, gone]) => [counted, Math.min(counted, gone)] as const),
    { minKeys: 1 },
  );

const sizeOf = (fleet: Fleet): number =>
  Object.values(fleet).reduce((sum, [counted]) => sum + counted, 0);

describe(weigh.name, () => {
  it('should limit one owner to 15 %, at least 3, and a small fleet not at all', () => {
    expect(weighed({ a: [10, 10] })).toMatchObject({ limit: null, tooMany: false, room: Infinity });
    expect(weighed({ a: [11, 3] })).toMatchObject({ limit: 3, tooMany: false, room: 0 });
    expect(weighed({ a: [12, 4] })).toMatchObject({ limit: 3, tooMany: true, apart: null });
    expect(weighed({ a: [1_000, 100] })).toMatchObject({ limit: 150, tooMany: false, room: 50 });
    expect(weighed({ a: [1_000, 151] })).toMatchObject({ limit: 150, tooMany: true });
  });

  it('should ask whether others are gone too', () => {
    expect(weighed({ a: [500, 500], b: [500, 0] })).toMatchObject({
      tooMany: false,
      apart: { owner: 'a' },
      room: 75,
    });
    expect(weighed({ a: [500, 500], b: [500, 75] }).tooMany).toBe(false);
    expect(weighed({ a: [500, 500], b: [500, 76] }).tooMany).toBe(true);
    expect(weighed({ a: [500, 120], b: [500, 120] }).tooMany).toBe(true);
    // What is left is so little that only all of it says something.
    expect(weighed({ a: [500, 500], b: [5, 4] }).tooMany).toBe(false);
    expect(weighed({ a: [500, 500], b: [5, 5] }).tooMany).toBe(true);
  });

  it('should not let one owner of many servers hide that all others are gone', () => {
    const others = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`o${index}`, [5, 5] as const]),
    );
    expect(weighed({ ...others, big: [100_000, 0] })).toMatchObject({ limit: 90, tooMany: true });
    // Two small owners are not almost all.
    expect(weighed({ big: [1_000, 0], b: [8, 8], c: [8, 8] }).tooMany).toBe(false);
  });

  it('should take out the largest owner exactly, though it counts for a fraction', () => {
    expect(weighed({ a: [11, 3], big: [34_249, 8_244] })).toMatchObject({
      tooMany: false,
      apart: { owner: 'big' },
    });
  });

  it('should never be brought about by one owner, whatever it has and does', () => {
    fc.assert(
      fc.property(
        fleets(200),
        fc.integer({ min: 1, max: 50_000 }),
        fc.nat(50_000),
        (fleet, n, g) => {
          // The others have lost no more than any fleet may, and something is alive.
          const quiet: Record<string, readonly [number, number]> = {};
          let lost = 0;
          for (const [owner, [counted, gone]] of Object.entries(fleet)) {
            const dead = Math.min(gone, counted - 1, LEAST - lost);
            lost += dead;
            quiet[owner] = [counted, dead];
          }
          const found = weighed({ ...quiet, attacker: [n, Math.min(n, g)] });
          expect(found.tooMany).toBe(false);
          // So few of one owner are marked at once in any case.
          const { owner, share } = found.apart ?? { owner: 'attacker', share: { gone: 0 } };
          if (owner !== 'attacker') expect(share.gone).toBeLessThanOrEqual(LEAST);
          expect(found.room).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it('should be too many when all fall silent, whoever has how many', () => {
    fc.assert(
      fc.property(fleets(200), (fleet) => {
        const silent = Object.fromEntries(
          Object.entries(fleet).map(([owner, [counted]]) => [owner, [counted, counted] as const]),
        );
        expect(weighed(silent).tooMany).toBe(sizeOf(fleet) > 10);
      }),
    );
  });

  it('should either hold everything, or nothing, or what one owner has', () => {
    fc.assert(
      fc.property(fleets(500), (fleet) => {
        const { limit, tooMany, apart, room } = weighed(fleet);
        expect(tooMany && apart !== null).toBe(false);
        expect(limit === null).toBe(sizeOf(fleet) <= 10);
        expect(room).toBeGreaterThanOrEqual(0);
        if (Object.keys(fleet).length === 1) expect(apart).toBeNull();
      }),
    );
  });
});
