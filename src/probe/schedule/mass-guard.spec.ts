import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MassGuard } from './mass-guard.js';

const PAUSE = 60_000;
const MINUTE = 60_000;

/** Servers that are probed once a pause, with what is stored of them. */
class Fleet {
  readonly guard = new MassGuard();
  readonly stored: boolean[];
  now = 0;

  constructor(
    size: number,
    private readonly ownerOf: (server: number) => string = () => 'a',
    private readonly isNew: (server: number) => boolean = () => false,
  ) {
    this.stored = new Array<boolean>(size).fill(true);
    this.round(() => true);
  }

  /** One pause, in which each server is probed once. */
  round(isUp: (server: number) => boolean): void {
    const step = PAUSE / this.stored.length;
    for (const server of this.stored.keys()) {
      this.probe(server, isUp(server));
      this.now += step;
    }
  }

  probe(server: number, good: boolean): void {
    const found = {
      good,
      wasGood: this.stored[server] === true,
      againInMs: PAUSE,
      owner: this.ownerOf(server),
      counts: !this.isNew(server),
    };
    if (!this.guard.holdsBack(`${server}`, found, this.now)) this.stored[server] = good;
  }

  get bad(): number {
    return this.stored.filter((good) => !good).length;
  }
}

describe(MassGuard.name, () => {
  let fleet: Fleet;

  beforeEach(() => {
    fleet = new Fleet(100);
  });

  it('should let 15 % go at once, and hold the rest back', () => {
    fleet.round(() => false);
    expect(fleet.bad).toBe(15);
    expect(fleet.guard.isHolding(fleet.now)).toBe(true);
    expect(fleet.guard.figures).toEqual({ probed: 100, gone: 100 });
  });

  it.each([1, 3, 8, 12, 20])('should let 3 of %i go', (size) => {
    fleet = new Fleet(size);
    fleet.round((server) => server >= 3);
    expect(fleet.bad).toBe(Math.min(3, size));
    expect(fleet.guard.isHolding(fleet.now)).toBe(false);
  });

  it('should hold back the fourth of 4 and the fourth of 20', () => {
    for (const size of [4, 20]) {
      fleet = new Fleet(size);
      fleet.round(() => false);
      expect(fleet.bad).toBe(3);
    }
  });

  it('should end when they are back, with nothing marked that was held back', () => {
    for (let pause = 0; pause < 5; pause += 1) fleet.round(() => false);
    expect(fleet.bad).toBe(15);
    fleet.round(() => true);
    expect(fleet.bad).toBe(0);
    expect(fleet.guard.isHolding(fleet.now)).toBe(false);
    fleet.round((server) => server >= 10);
    expect(fleet.bad).toBe(10);
  });

  it('should mark those that are still gone when the others are back', () => {
    fleet.round(() => false);
    fleet.round((server) => server >= 12);
    fleet.round((server) => server >= 12);
    expect(fleet.bad).toBe(12);
  });

  it('should believe after 15 minutes what has not changed, and guard again later', () => {
    fleet.round(() => false);
    while (fleet.now < 15 * MINUTE) fleet.round(() => false);
    expect(fleet.bad).toBe(15);
    fleet.round(() => false);
    fleet.round(() => false);
    expect(fleet.bad).toBe(100);
    for (let pause = 0; pause < 3; pause += 1) fleet.round(() => false);
    expect(fleet.guard.figures.gone).toBe(0);
    fleet.round(() => true);
    fleet.round(() => false);
    expect(fleet.bad).toBe(15);
  });

  it('should let all go in the end that go one after another', () => {
    for (let server = 0; server < 100; server += 1) fleet.round((other) => other > server);
    expect(fleet.bad).toBe(100);
  });

  it('should count neither what was bad before nor what is not probed any more', () => {
    fleet.stored.fill(false, 0, 50);
    fleet.round((server) => server >= 50);
    expect(fleet.guard.figures.gone).toBe(0);
    fleet.now += 10 * PAUSE;
    fleet.probe(99, true);
    expect(fleet.guard.figures).toEqual({ probed: 1, gone: 0 });
  });

  it('should not hold a mark back for the servers of one other owner, however many are gone', () => {
    fleet = new Fleet(100, (server) => (server < 80 ? 'attacker' : `owner ${server % 3}`));
    fleet.round((server) => server > 81);
    expect(fleet.bad).toBe(82);
    expect(fleet.guard.isHolding(fleet.now)).toBe(false);
    fleet.round(() => true);
    fleet.round(() => false);
    expect(fleet.guard.isHolding(fleet.now)).toBe(true);
    expect(fleet.bad).toBeLessThan(100);
  });

  it('should not hold a mark back for new servers', () => {
    fleet = new Fleet(
      100,
      (server) => `owner ${server}`,
      (server) => server < 80,
    );
    fleet.round((server) => server > 81);
    expect(fleet.bad).toBe(82);
    expect(fleet.guard.figures).toEqual({ probed: 20, gone: 2 });
  });

  it('should never let more than the limit go within a pause, whatever goes', () => {
    const outages = fc.array(fc.subarray([...new Array(40).keys()]), {
      minLength: 1,
      maxLength: 10,
    });
    fc.assert(
      fc.property(outages, (rounds) => {
        const some = new Fleet(40);
        for (const down of rounds) {
          const before = [...some.stored];
          some.round((server) => !down.includes(server));
          const marked = some.stored.filter((good, server) => !good && before[server] === true);
          expect(marked.length).toBeLessThanOrEqual(6);
        }
      }),
    );
  });
});
