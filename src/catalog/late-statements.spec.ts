import { beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { FewSettings } from '../../test/support/few-settings.js';
import { FRESH_STORE } from '../../test/support/fresh-store.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { newDraft } from '../../test/support/record-drafts.js';
import { RemoteKeys } from '../../test/support/remote-keys.js';
import { loadConfig } from '../config/load-config.js';
import { DEFAULT_SCOPE } from '../manifest/scope.js';
import { SigningKeys } from '../signing/keys/signing-keys.service.js';
import { ManifestSigner } from '../signing/manifest-signer.service.js';
import { StatementSigner } from '../signing/statement-signer.service.js';
import { SharedSettings } from '../storage/shared-settings.service.js';
import { CatalogDocuments } from './catalog-documents.service.js';
import { Catalog } from './catalog.service.js';
import { EntryStatements } from './entry-statements.service.js';
import { EntryRenderer } from './entry-renderer.service.js';
import { SignAhead } from './sign-ahead.service.js';
import { Statements } from './statements.service.js';

Logger.overrideLogger(false);

const MINUTE_MS = 60_000;
const ALL = { tags: [], capabilities: [], statuses: [], text: '', page: 1, limit: 50 };
const config = loadConfig({ SIGNING_BACKEND: 'aws-kms', AWS_KMS_KEY_ID: 'stub' });

describe('Statements of keys that are elsewhere', () => {
  let kms: RemoteKeys;
  let clock: ManualClock;
  let keys: SigningKeys;
  let catalog: Catalog;
  let statements: Statements;
  let documents: CatalogDocuments;
  let entries: EntryStatements;
  let ahead: SignAhead;
  let position: number;

  beforeEach(async () => {
    kms = new RemoteKeys();
    clock = new ManualClock();
    position = 0;
    const settings = new SharedSettings(new FewSettings(), new ManualClock());
    await settings.load();
    keys = new SigningKeys(settings, kms, config, clock);
    await keys.load();
    const signer = new StatementSigner(keys, FRESH_STORE, clock, config);
    statements = new Statements(signer, clock);
    const renderer = new EntryRenderer(new ManifestSigner('a secret for tests'), statements);
    catalog = new Catalog(renderer);
    entries = new EntryStatements(signer);
    documents = new CatalogDocuments(catalog, renderer, statements);
    ahead = new SignAhead(catalog, statements, signer, clock);
  });

  function change(id: string, revision = 1): void {
    position += 1;
    const record = { ...newDraft(id, { version: `1.0.${revision}` }), revision, position };
    catalog.apply({ records: [record], corrected: [], gone: [] });
  }

  /** The listing's text, after what has arrived was noticed. */
  function listing(): string {
    clock.advance(50);
    return documents.listing(DEFAULT_SCOPE, ALL).body.toString();
  }

  const activeKid = (): string => keys.signerAt(clock.now())?.kid ?? '';

  const kidOf = (text: string): string => {
    const [, header = ''] = /"protected":"([\w-]+)"/.exec(text) ?? [];
    return header === ''
      ? ''
      : (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string }).kid;
  };

  it('should fall back on a statement that nobody has read in its own window', async () => {
    change('a');
    await kms.release();
    kms.isAway = true;
    clock.advance(10 * MINUTE_MS);
    expect(listing()).toContain('"jws"');
    clock.advance(10 * MINUTE_MS);
    expect(listing()).toContain('"signing":"unavailable"');
  });

  it('should sign once for all who ask for the manifest in it, and keep no manifest', async () => {
    change('a');
    await kms.release();
    const entry = catalog.of(DEFAULT_SCOPE).entry('a');
    if (entry === undefined) throw new Error('there is no entry');
    const asked = [entries.document(entry), entries.document(entry)];
    await kms.release();
    const [first, second] = await Promise.all(asked);
    const third = await entries.document(entry);
    expect([second, third]).toEqual([first, first]);
    expect(third.body).not.toBe(first?.body);
    expect(kms.made).toBe(2);
  });

  it('should not sign for entries that have changed meanwhile', async () => {
    for (let id = 0; id < 20; id += 1) change(`busy-${id}`);
    for (let revision = 1; revision <= 100; revision += 1) change('a', revision);
    expect(statements.waiting).toBe(21);
    await kms.release();
    expect(kms.made).toBe(21);
    expect(listing()).not.toContain('"signing":"unavailable"');
  });

  it('should sign the next window ahead also while something changes all the time', async () => {
    for (let id = 0; id < 20; id += 1) change(`quiet-${id}`);
    await kms.release();
    const before = kms.made;
    for (let second = 0; second < 590; second += 1) {
      clock.advance(1_000);
      change('busy', second + 1);
      await ahead.run();
      await kms.release();
    }
    kms.isAway = true;
    expect(kms.made - before).toBeGreaterThanOrEqual(590 + 20);
    clock.advance(10_000);
    const { servers } = JSON.parse(listing()) as { servers: { directory: { jws?: object } }[] };
    const iats = servers.flatMap(({ directory: { jws } }) => {
      const { payload } = (jws ?? {}) as { payload?: string };
      const text = Buffer.from(payload ?? '', 'base64url').toString();
      return (JSON.parse(text) as { iat: number }).iat * 1_000;
    });
    expect(iats.filter((iat) => iat === clock.now() - 50)).toHaveLength(20);
  });

  it('should not render pages again for what is signed ahead', async () => {
    change('a');
    await kms.release();
    listing();
    const page = documents.listing(DEFAULT_SCOPE, ALL);
    for (let second = 0; second < 590; second += 1) {
      clock.advance(1_000);
      await ahead.run();
      await kms.release();
    }
    expect(kms.made).toBe(2);
    expect(documents.listing(DEFAULT_SCOPE, ALL)).toBe(page);
  });

  it('should serve nothing of a retired key that is revoked, also from pages that are kept', async () => {
    const first = activeKid();
    await keys.rotate('operator@test');
    clock.advance(19 * MINUTE_MS);
    change('a');
    await kms.release();
    kms.isAway = true;
    clock.advance(MINUTE_MS);
    expect(activeKid()).not.toBe(first);
    expect(kidOf(listing())).toBe(first);
    await kms.release();
    expect(kidOf(listing())).toBe(first);
    await keys.revoke(first, 'stolen', 'operator@test');
    expect(listing()).toContain('"signing":"unavailable"');
  });
});
