import { describe, expect, it } from '@jest/globals';
import { activeKey, isRotationDue, pruned, withKey, withoutKey } from './key-ring.js';
import type { SigningKey } from './signing-key.js';

const MINUTE_MS = 60_000;
const NOW = Date.UTC(2026, 10, 22, 12);

function key(kid: string): SigningKey {
  const publicKey = { kty: 'OKP', crv: 'Ed25519', x: kid } as const;
  return { kid, alg: 'EdDSA', source: 'local', publicKey, reference: `private ${kid}` };
}

describe('KeyRing of replicas whose clocks differ', () => {
  it('should leave the others their key when one whose clock is ahead prunes it', () => {
    const first = withKey([], key('a'), NOW - 600 * MINUTE_MS);
    const ring = withKey(first, key('b'), NOW);
    expect(activeKey(ring, NOW)?.kid).toBe('a');
    expect(activeKey(pruned(ring, NOW + 120 * MINUTE_MS), NOW)?.kid).toBe('a');
  });

  it('should have no retired key back when one whose clock is behind revokes', () => {
    const first = withKey([], key('a'), NOW - 600 * MINUTE_MS);
    const ring = withKey(first, key('b'), NOW - 40 * MINUTE_MS);
    expect(activeKey(ring, NOW)?.kid).toBe('b');
    const revoked = { at: NOW - 30 * MINUTE_MS, actor: 'operator@test', reason: 'stolen' };
    expect(activeKey(withoutKey(ring, 'b', revoked), NOW)?.kid).not.toBe('a');
  });

  it('should all sign with the first key, also those whose clocks are behind', () => {
    const ring = withKey([], key('a'), NOW);
    expect(activeKey(ring, NOW - MINUTE_MS)?.kid).toBe('a');
    expect(isRotationDue(ring, NOW - MINUTE_MS, 600 * MINUTE_MS)).toBe(false);
    const revoked = { at: NOW + 5, actor: 'operator@test', reason: 'stolen' };
    const next = withKey(withoutKey(ring, 'a', revoked), key('b'), NOW + 6);
    expect(activeKey(next, NOW - MINUTE_MS)?.kid).toBe('b');
  });

  it('should not grow forever when keys are revoked again and again', () => {
    let ring = withKey([], key('k0'), NOW);
    for (let made = 1; made <= 300; made += 1) {
      const revoked = { at: NOW + made, actor: 'operator@test', reason: 'again' };
      ring = pruned(
        withKey(withoutKey(ring, `k${made - 1}`, revoked), key(`k${made}`), NOW + made),
        NOW,
      );
    }
    expect(ring).toHaveLength(101);
    expect(activeKey(ring, NOW + 300)?.kid).toBe('k300');
  });
});
