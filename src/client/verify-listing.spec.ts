import { describe, expect, it } from '@jest/globals';
import { IAT, PAPER_MANIFEST } from '../../test/support/paper-directory.js';
import { directory, SERVER, verifierOf } from '../../test/support/paper-reader.js';
import { type VerifierOptions } from './verify.js';

describe('A verified listing', () => {
  const servers = Array.from({ length: 40 }, (_, index) => ({
    manifest: { ...PAPER_MANIFEST, id: `s${index}` },
    revision: index + 1,
  }));
  const leaves = servers.map((server) => directory.leaf(server));
  const entries = servers.map((server) => directory.entry(server));
  const snapshot = directory.snapshot(leaves);

  it('should have all that was signed and nothing else', async () => {
    const verifier = verifierOf();
    for (const listing of [{ leaves }, { entries }, { entries: entries.toReversed() }]) {
      const result = await verifier.verifyListing({ snapshot, ...listing });
      expect(result).toMatchObject({ ok: true, snapshot: { count: 40 } });
    }
    const [first, second, ...rest] = entries as [object, object, ...object[]];
    for (const wrong of [
      [second, ...rest],
      [first, first, ...rest],
      [first, second, ...rest, directory.entry({ manifest: { ...PAPER_MANIFEST, id: 'x' } })],
      [{ ...first, status: 'stale' }, second, ...rest],
      [{ ...first, tags: [] }, second, ...rest],
      [],
    ]) {
      const result = await verifier.verifyListing({ snapshot, entries: wrong });
      expect(result).toMatchObject({ ok: false, reason: 'incomplete' });
    }
    const empty = directory.snapshot([]);
    expect(await verifier.verifyListing({ snapshot: empty })).toMatchObject({ ok: true });
  });

  describe('with an entry that cannot be read', () => {
    const texts = entries.map((entry) => JSON.stringify(entry));
    const spoilt = (change: (text: string) => string): string[] =>
      texts.with(7, change(texts[7] ?? ''));

    it.each([
      ['a number', (text: string) => text.replace('0.5', '9007199254740993'), /beyond 2\^53/],
      ['a key twice', (text: string) => text.replace('{', '{"version":"9",'), /there twice/],
    ])('should name it and prove the others: %s', async (_what, change, detail) => {
      const result = await verifierOf().verifyListing({ snapshot, entries: spoilt(change) });
      expect(result).toMatchObject({
        ok: false,
        reason: 'malformed',
        detail: expect.stringMatching(
          /^1 of 40 entries cannot be read, .* s7: .*; the others are all that was signed$/,
        ),
        entries: [
          { index: 7, id: 's7', reason: 'malformed', detail: expect.stringMatching(detail) },
        ],
        others: 'complete',
      });
    });

    it.each([
      ['the others are changed', (list: string[]) => list.with(3, list[4] ?? '')],
      ['one is missing', (list: string[]) => list.slice(1)],
      [
        'it claims another digest',
        (list: string[]) => list.with(7, (list[7] ?? '').replace(/"digest":"../, '"digest":"00')),
      ],
      ['it is not JSON', (list: string[]) => list.with(7, '{')],
      ['it is an array', (list: string[]) => list.with(7, '[]')],
      ['it is empty', (list: string[]) => list.with(7, '{}')],
    ])('should prove nothing when %s', async (_what, change) => {
      const bad = change(spoilt((text) => text.replace('0.5', '1e20')));
      const result = await verifierOf().verifyListing({ snapshot, entries: bad });
      expect(result).toMatchObject({ ok: false, reason: 'malformed', others: 'unknown' });
    });

    it('should name each of many', async () => {
      const bad = texts.map((text, index) => (index % 2 === 0 ? `${text},` : text));
      const result = await verifierOf().verifyListing({ snapshot, entries: bad });
      expect(result).toMatchObject({ ok: false, others: 'unknown' });
      expect(result).toHaveProperty('entries.length', 20);
    });
  });

  it('should be under a snapshot that holds', async () => {
    const reason = async (jws: object, options: Partial<VerifierOptions> = {}) => {
      const result = await verifierOf(options).verifyListing({ snapshot: jws, leaves });
      return result.ok ? 'ok' : result.reason;
    };
    expect(await reason(directory.snapshot(leaves, { iss: 'urn:x' }))).toBe('wrong_issuer');
    expect(await reason(directory.snapshot(leaves, { count: 39 }))).toBe('incomplete');
    expect(await reason(directory.snapshot(leaves, { root: 'x' }))).toBe('malformed');
    expect(await reason(directory.statement(SERVER))).toBe('wrong_type');
    expect(await reason(snapshot, { now: () => (IAT + 1_300) * 1_000 })).toBe('expired');
  });
});
