import { describe, expect, it } from '@jest/globals';
import type { SigningSlot } from '../signing/signing-slot.js';
import { LocalSigner } from '../signing/local/local-signer.js';
import { generateKeyPairSync } from 'node:crypto';
import { HeldStatements } from './held-statements.js';

const { privateKey } = generateKeyPairSync('ed25519');

function slot(iat: number, kid = 'a'): SigningSlot {
  return {
    iat,
    exp: iat + 1_200,
    stamp: `${iat}${kid}`,
    signer: new LocalSigner(kid, 'EdDSA', privateKey),
  };
}

describe(HeldStatements, () => {
  const [first, second, third] = [slot(0), slot(600), slot(1_200)];

  it('should serve one window while the next one waits', () => {
    const held = new HeldStatements();
    held.put(first, '1');
    expect(held.take(first)?.signature).toBe('1');
    held.put(second, '2');
    expect([held.take(first)?.signature, held.get(second)?.signature]).toEqual(['1', '2']);
    expect([held.take(second)?.signature, held.all[0]?.signature]).toEqual(['2', '2']);
    expect(held.take(first)).toBeUndefined();
  });

  it('should keep a window that nobody has read when the next one is signed ahead', () => {
    const held = new HeldStatements();
    held.put(first, '1');
    held.take(first);
    held.put(second, '2');
    held.put(third, '3');
    expect([held.take(second)?.signature, held.get(third)?.signature]).toEqual(['2', '3']);
    expect(held.all.map(({ signature }) => signature)).toEqual(['3', '2']);
  });

  it('should not lose what is ahead when the current one comes late', () => {
    const held = new HeldStatements();
    held.put(second, '2');
    held.put(first, '1');
    expect([held.take(first)?.signature, held.take(second)?.signature]).toEqual(['1', '2']);
  });

  it('should take a window again with another key, and keep the one that is served', () => {
    const held = new HeldStatements();
    held.put(first, '1');
    held.take(first);
    held.put(second, '2');
    const other = slot(600, 'b');
    held.put(other, '2b');
    expect([held.take(first)?.signature, held.get(second)]).toEqual(['1', undefined]);
    expect(held.take(other)?.signature).toBe('2b');
  });
});
