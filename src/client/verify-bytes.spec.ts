import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PAPER_MANIFEST } from '../../test/support/paper-directory.js';
import { directory, SERVER, verifierOf } from '../../test/support/paper-reader.js';
import { parseJson } from '../common/parse-json.js';

describe('What is signed', () => {
  it('should refuse any change of one byte of what is signed', async () => {
    const text = JSON.stringify(directory.entry(SERVER));
    const isFree = (at: number): boolean => {
      const from = text.indexOf('"signature":"not');
      return at >= from && at < text.indexOf('"directory"');
    };
    const byte = fc.record({ at: fc.nat(text.length - 1), to: fc.integer({ min: 32, max: 126 }) });
    await fc.assert(
      fc.asyncProperty(byte, async ({ at, to }) => {
        const character = String.fromCharCode(to);
        fc.pre(!isFree(at) && text[at] !== character);
        const changed = text.slice(0, at) + character + text.slice(at + 1);
        const result = await verifierOf().verify(changed);
        expect(result.ok).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('should refuse any change of one byte of a statement, a snapshot or their leaves', async () => {
    const leaves = ['a', 'b', 'c'].map((id) =>
      directory.leaf({ manifest: { ...PAPER_MANIFEST, id } }),
    );
    const whole = directory.statement(SERVER, { manifest: PAPER_MANIFEST });
    const snapshot = directory.snapshot(leaves);
    const change = (text: string, at: number, to: string): string =>
      text.slice(0, at % text.length) + to + text.slice((at % text.length) + 1);
    const byte = fc.record({
      at: fc.nat(10_000),
      to: fc.constantFrom('A', 'z', '0', '9', '-', '_', '"', '}'),
    });
    await fc.assert(
      fc.asyncProperty(byte, async ({ at, to }) => {
        for (const [text, check] of [
          [JSON.stringify(whole), (one: string) => verifierOf().verifyJws(one)],
          [JSON.stringify(snapshot), (one: string) => verifierOf().verifySnapshot(one)],
        ] as const) {
          const changed = change(text, at, to);
          if (changed !== text) expect(await check(changed)).toMatchObject({ ok: false });
        }
        const list = JSON.stringify(leaves);
        const changed = change(list, at, to);
        let parsed: unknown[];
        try {
          parsed = parseJson(changed) as unknown[];
        } catch {
          return;
        }
        if (changed === list) return;
        const result = await verifierOf().verifyListing({ snapshot, leaves: parsed });
        expect(result).toMatchObject({ ok: false });
      }),
      { numRuns: 150 },
    );
  });
});
