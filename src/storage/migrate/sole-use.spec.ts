import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { SignsOfLife, type Sign } from '../signs-of-life.js';
import { SoleUse } from './sole-use.js';

const OTHER = {
  admitted: true,
  sharesLeases: true,
  reachesLeases: true,
  keepsHeartbeats: false,
  leaseTable: null,
};

class SignsInMemory extends SignsOfLife {
  readonly left = new Map<string, Sign>();

  leave(sign: Sign): Promise<void> {
    this.left.set(sign.replica, sign);
    return Promise.resolve();
  }

  others(replica: string): Promise<readonly Sign[]> {
    return Promise.resolve([...this.left.values()].filter((sign) => sign.replica !== replica));
  }

  wipeOut({ replica, count }: Pick<Sign, 'replica' | 'count'>): Promise<void> {
    if (this.left.get(replica)?.count === count) this.left.delete(replica);
    return Promise.resolve();
  }
}

function scene() {
  const clock = new ManualClock();
  const signs = new SignsInMemory();
  let waited = 0;
  /** What happens while the migration waits. */
  const during: (() => unknown)[] = [];
  const wait = async (ms: number): Promise<void> => {
    waited += ms;
    clock.advance(ms);
    await during.shift()?.();
  };
  return {
    clock,
    signs,
    during,
    waited: () => waited,
    claim: () => SoleUse.claim(signs, 'The database', clock, wait),
  };
}

describe(SoleUse.name, () => {
  it('should not wait where nobody is, and leave a sign that keeps others off', async () => {
    const { claim, signs, waited, clock } = scene();
    const use = await claim();
    expect(waited()).toBe(0);
    expect(await signs.others('')).toMatchObject([{ admitted: true, sharesLeases: false }]);
    const [before] = await signs.others('');
    clock.advance(1_000);
    expect((await signs.others(''))[0]?.count).toBe((before?.count ?? 0) + 1);
    await use.assertAlone();
    await use.release();
    expect(signs.left.size).toBe(0);
  });

  it('should wait until a replica is dead', async () => {
    const { claim, signs, waited } = scene();
    await signs.leave({ ...OTHER, replica: 'dead', count: 7 });
    const use = await claim();
    expect(waited()).toBe(5_000);
    await use.assertAlone();
    await use.release();
    expect([...signs.left.keys()]).toEqual(['dead']);
  });

  it.each([
    ['renews its sign', 'old', 8],
    ['starts', 'new', 1],
  ])('should refuse when a replica %s', async (_what, replica, count) => {
    const { claim, signs, during } = scene();
    await signs.leave({ ...OTHER, replica: 'old', count: 7 });
    during.push(
      () => undefined,
      () => signs.leave({ ...OTHER, replica, count }),
    );
    await expect(claim()).rejects.toThrow('The database is in use by a running directory');
    expect(signs.left.get(replica)?.count).toBe(count);
    expect([...signs.left.values()].every(({ sharesLeases }) => sharesLeases)).toBe(true);
  });

  it('should notice a replica that starts later', async () => {
    const { claim, signs } = scene();
    const use = await claim();
    await signs.leave({ ...OTHER, replica: 'late', count: 1 });
    await expect(use.assertAlone()).rejects.toThrow('is in use');
    await use.release();
  });

  it('should let only one of two migrations in', async () => {
    const { claim, during } = scene();
    const first = await claim();
    during.push(() => undefined);
    await expect(claim()).rejects.toThrow('another migration');
    await first.assertAlone();
    await first.release();
  });
});
