import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TokenMacs } from './token-macs.js';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const SECRET = 'a secret that is long enough 0123456789';

describe(TokenMacs.name, () => {
  it('should know what any replica with the same secret has made, for the same purpose', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (purpose, text) => {
        const mac = new TokenMacs(SECRET).mac(purpose, text);
        expect(mac).toMatch(/^[\w-]{22}$/);
        expect(new TokenMacs(SECRET).isOwn(purpose, text, mac)).toBe(true);
        expect(new TokenMacs('another secret', SECRET).isOwn(purpose, text, mac)).toBe(true);
        expect(new TokenMacs('another secret').isOwn(purpose, text, mac)).toBe(false);
        expect(new TokenMacs(SECRET).isOwn(`${purpose}x`, text, mac)).toBe(false);
        expect(new TokenMacs(SECRET).isOwn(purpose, `${text}x`, mac)).toBe(false);
      }),
    );
  });

  it.each(['', 'A', 'A'.repeat(22), 'A'.repeat(23), '!'.repeat(22)])(
    'should not take %p',
    (mac) => {
      expect(new TokenMacs(SECRET).isOwn('purpose', 'text', mac)).toBe(false);
    },
  );

  it('should take one spelling of a code only', () => {
    const macs = new TokenMacs(SECRET);
    const mac = macs.mac('purpose', 'text');
    const spelled = Array.from(LETTERS).filter((last) =>
      macs.isOwn('purpose', 'text', mac.slice(0, -1) + last),
    );
    expect(spelled).toEqual([mac.at(-1)]);
  });
});
