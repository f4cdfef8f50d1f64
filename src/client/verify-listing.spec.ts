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
