import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextWindowStart, VALID_MS, windowAt } from '../signing-window.js';
import {
  activeKey,
  isRotationDue,
  pruned,
  publishedKeys,
  PUBLISH_AHEAD_MS,
  stateOf,
  withKey,
  withoutKey,
  type KeyRing,
} from './key-ring.js';
import type { SigningKey } from './signing-key.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const MAX_AGE_MS = DAY_MS;
const START = Date.UTC(2026, 10, 22, 12);

/** For so long a reader keeps the key set. */
const CACHE_MS = 10 * MINUTE_MS;

function key(kid: string): SigningKey {
  const publicKey = { kty: 'OKP', crv: 'Ed25519', x: kid } as const;
  return { kid, alg: 'EdDSA', source: 'local', publicKey, reference: `private ${kid}` };
}

function revocation(at: number): { at: number; actor: string; reason: string } {
  return { at, actor: 'operator@test', reason: 'stolen' };
}

describe('KeyRing', () => {
  it('should let the first key sign at once, and the next one from the start of a window on', () => {
    const one = withKey([], key('a'), START + 1);
    expect(activeKey(one, START + 1)?.kid).toBe('a');
    const two = withKey(one, key('b'), START + MINUTE_MS);
    expect(two.map(({ activatesAt }) => activatesAt)).toEqual([START + 1, START + 30 * MINUTE_MS]);
    expect(activeKey(two, START + 30 * MINUTE_MS - 1)?.kid).toBe('a');
    expect(activeKey(two, START + 30 * MINUTE_MS)?.kid).toBe('b');
  });

  it('should be due so early that the next key is known when the age is reached', () => {
    const ring = withKey([], key('a'), START);
    const due = START + MAX_AGE_MS - PUBLISH_AHEAD_MS;
    expect(isRotationDue(ring, due - 1, MAX_AGE_MS)).toBe(false);
    expect(isRotationDue(ring, due, MAX_AGE_MS)).toBe(true);
    expect(isRotationDue(withKey(ring, key('b'), due), due, MAX_AGE_MS)).toBe(false);
  });

  it('should keep nothing private of a revoked key, and never take it for another time', () => {
    const ring = withoutKey(withKey([], key('a'), START), 'a', revocation(START + 5));
    expect(ring[0]).toMatchObject({ reference: '', revoked: { at: START + 5 } });
    expect(activeKey(ring, START + DAY_MS)).toBeUndefined();
    expect(pruned(ring, START + 400 * DAY_MS)).toEqual(ring);
  });

  it('should not wait for a pending key that was revoked', () => {
    const two = withKey(withKey([], key('a'), START), key('b'), START);
    const ring = withoutKey(two, 'b', revocation(START + 5));
    expect(activeKey(ring, START + DAY_MS)?.kid).toBe('a');
    expect(publishedKeys(ring, START + DAY_MS).map(({ kid }) => kid)).toEqual(['a']);
  });

  it('should have the next key known a while before its turn when the one that waited is revoked late', () => {
    const two = withKey(withKey([], key('a'), START), key('b'), START);
    const turn = START + PUBLISH_AHEAD_MS;
    const at = turn - 9 * MINUTE_MS;
    const ring = withoutKey(two, 'b', revocation(at));
    expect([activeKey(ring, at)?.kid, activeKey(ring, turn)]).toEqual(['a', undefined]);
    expect(isRotationDue(ring, at, MAX_AGE_MS)).toBe(true);
    const three = withKey(ring, key('c'), at);
    expect(activeKey(three, turn - 1)?.kid).toBe('a');
    expect(activeKey(three, turn)?.kid).toBe('c');
    expect(isRotationDue(three, at, MAX_AGE_MS)).toBe(false);
  });

  it('should not publish a key forever that was brought forward, and another one with it', () => {
    const two = withKey(withKey([], key('a'), START), key('b'), START + 1);
    const forward = withoutKey(two, 'a', revocation(START + 2));
    expect(activeKey(forward, START + 2)?.kid).toBe('b');
    const three = withKey(forward, key('c'), START + 3);
    const later = START + 31 * MINUTE_MS;
    expect(activeKey(three, later)?.kid).toBe('c');
    expect(publishedKeys(three, later + DAY_MS).map(({ kid }) => kid)).toEqual(['c']);
  });

  it('should hold its promises whatever comes when', () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ do: fc.constant('pass'), minutes: fc.nat(900) }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('tend') }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('rotate') }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('revoke'), which: fc.nat(9) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const scene = new Scene();
        for (const one of steps) scene.take(one);
      }),
      { numRuns: 100 },
    );
  });
});

type Step =
  | { do: 'pass'; minutes: number }
  | { do: 'tend' }
  | { do: 'rotate' }
  | { do: 'revoke'; which: number };

/** A ring in time, with readers who keep the key set for 10 minutes. */
class Scene {
  private now = START;
  private ring: KeyRing = [];
  private made = 0;
  /** Until when statements of a key are valid. */
  private readonly validUntil = new Map<string, number>();
  private readonly retired = new Set<string>();
  private keptKids: readonly string[] = [];
  private keptAt = START;
  private excused = true;

  take(step: { do: string; minutes?: number; which?: number }): void {
    const one = step as Step;
    switch (one.do) {
      case 'pass':
        for (let minute = 0; minute < one.minutes; minute += 5) {
          this.now += 5 * MINUTE_MS;
          this.look();
        }
        break;
      case 'tend':
        this.ring = pruned(this.ring, this.now);
        if (isRotationDue(this.ring, this.now, MAX_AGE_MS)) this.add();
        break;
      case 'rotate':
        if (!this.ring.some((held) => stateOf(this.ring, held, this.now) === 'pending')) this.add();
        break;
      case 'revoke': {
        const { kid } = this.ring[one.which % this.ring.length] ?? {};
        if (kid === undefined) break;
        this.ring = withoutKey(this.ring, kid, revocation(this.now));
        this.validUntil.delete(kid);
        // Readers meet an unknown key and fetch the key set again.
        this.excused = true;
      }
    }
    this.look();
  }

  private add(): void {
    this.excused ||= activeKey(this.ring, this.now) === undefined;
    this.ring = withKey(this.ring, key(`k${this.made++}`), this.now);
  }

  private look(): void {
    const published = publishedKeys(this.ring, this.now).map(({ kid }) => kid);
    if (this.excused || this.now - this.keptAt >= CACHE_MS) {
      this.keptKids = published;
      this.keptAt = this.now;
      this.excused = false;
    }
    const active = activeKey(this.ring, this.now);
    const states = this.ring.map((held) => stateOf(this.ring, held, this.now));
    expect(states.filter((state) => state === 'active').length).toBe(active === undefined ? 0 : 1);
    for (const [index, state] of states.entries()) {
      if (state === 'retired') this.retired.add(this.ring[index]?.kid ?? '');
    }
    if (active !== undefined) {
      expect(this.retired.has(active.kid)).toBe(false);
      expect(this.keptKids).toContain(active.kid);
      this.validUntil.set(active.kid, windowAt(this.now).exp * 1_000);
    }
    for (const [kid, until] of this.validUntil) {
      if (until > this.now) expect(published).toContain(kid);
    }
  }
}

describe('The signing window', () => {
  it('should be common to all who look at the same time', () => {
    expect(windowAt(START)).toEqual({ iat: START / 1_000, exp: START / 1_000 + 1_200 });
    expect(windowAt(START + 10 * MINUTE_MS - 1)).toEqual(windowAt(START));
    expect(windowAt(START + 10 * MINUTE_MS).iat).toBe(START / 1_000 + 600);
    expect([nextWindowStart(START), nextWindowStart(START + 1)]).toEqual([
      START,
      START + 10 * MINUTE_MS,
    ]);
    expect(VALID_MS).toBe(20 * MINUTE_MS);
  });
});
