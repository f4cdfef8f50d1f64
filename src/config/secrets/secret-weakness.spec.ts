import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { weakness } from './secret-weakness.js';

const GUESSED = ['KEY can be guessed: make one with: openssl rand -base64 48'];

/** Bytes as a generator makes them; fast-check's own favour zeros. */
const random = (bytes: number) =>
  fc.integer().map((seed) => createHash('sha512').update(String(seed)).digest().subarray(0, bytes));

describe(weakness.name, () => {
  it('should have nothing to say of a secret that is not set', () => {
    expect(weakness('KEY', undefined)).toEqual([]);
  });

  it('should take every output of openssl rand -base64 48', () => {
    fc.assert(
      fc.property(random(48), (bytes) => {
        expect(weakness('KEY', bytes.toString('base64'))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['hex', 'base64', 'base64url'] as const)('should take 32 random bytes in %s', (form) => {
    fc.assert(
      fc.property(random(32), (bytes) => {
        expect(weakness('KEY', bytes.toString(form))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('should take random text that holds a word by chance', () => {
    const text = 'GJ7wIVPIyQ0vEXAMPLEyLaO9mTkq5ZgT1c8bHnX2sRdWfUo6';
    expect(weakness('KEY', text)).toEqual([]);
  });

  it.each([
    `${'a'.repeat(31)}b`,
    'abcabcabcabcabcabcabcabcabcabcabcabc',
    '1234567890123456789012345678901234567890',
    '0123456789abcdefghijklmnopqrstuvwxyz',
    'zyxwvutsrqponmlkjihgfedcba9876543210',
    'a1b2c3d4e5f6g7h8a1b2c3d4e5f6g7h8',
    '00000000-0000-0000-0000-000000000001',
  ])('should find that %s can be guessed', (secret) => {
    expect(weakness('KEY', secret)).toEqual(GUESSED);
  });

  it.each([
    'change-me-change-me-change-me-change-me',
    'your-secret',
    'password123password456password78',
  ])('should know the example %s', (secret) => {
    expect(weakness('KEY', secret)).toEqual(['KEY is an example value: make your own']);
  });

  it('should find every repeated text', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 40 }),
        fc.integer({ min: 2, max: 4 }),
        (unit, times) => {
          const secret = unit.repeat(Math.max(times, Math.ceil(64 / unit.length)));
          expect(weakness('KEY', secret)).not.toEqual([]);
        },
      ),
    );
  });
});
