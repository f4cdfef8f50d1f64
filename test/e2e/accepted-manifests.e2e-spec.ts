import type { Client } from '@modelcontextprotocol/client';
import type { JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createVerifier, type Verifier } from '../../src/client/verify.js';
import type { ManifestDraft } from '../../src/manifest/manifest.js';
import { hiddenIn } from '../support/hidden-in.js';
import { modernClient } from '../support/mcp-clients.js';
import { RawClient } from '../support/raw-client.js';
import { SseReader } from '../support/sse-reader.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';
import { validManifest } from '../support/valid-manifest.arbitrary.js';

const TIMEOUT_MS = 120_000;
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_130);

/** What may hide something, alone or beside the text that it is put into. */
const hiding = fc.oneof(
  fc.constantFrom('', '\u200b', '\u200c', '\u200d', '\ufe0f', '\u3164', '\u2800', '\u{e0041}'),
  fc.constantFrom('\u202e', '\u200e', '\u2060', '\ue000', '\u00ad', '\u{e0101}', '\u0378'),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const host = fc.constantFrom('', 'a', 'code', '👩', '💻', 'می', 'خ', 'क्', 'ष', '1', '葛', 'שלום');
const text = fc
  .array(fc.oneof(host, hiding), { minLength: 1, maxLength: 5 })
  .map((p) => p.join(''));

/** Valid manifests with a text somewhere that may or may not be taken. */
const maybeManifest: fc.Arbitrary<ManifestDraft> = fc
  .tuple(validManifest, text, fc.nat(7))
  .map(([manifest, shown, where]) => ({
    ...manifest,
    ...[
      {},
      { display_name: shown },
      { description: shown },
      { tags: [shown] },
      { version: shown },
      { metadata: { [shown]: shown } },
      { tools: [{ name: shown, description: shown }] },
      { tools: [{ name: 'a', input_schema: { properties: { [shown]: { description: shown } } } }] },
    ][where],
  }));

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.maxSafeInteger(),
  fc.constantFrom(1e21, 2 ** 53, 2 ** 53 - 1, 2 ** 63, -(2 ** 63), 1.7976931348623157e308, 9e20),
);

/** The same with a number somewhere that may or may not be taken. */
const withNumber: fc.Arbitrary<ManifestDraft> = fc
  .tuple(validManifest, number, fc.constantFrom('maximum', 'minimum', 'default', 'const', 'n'))
  .map(([manifest, n, keyword]) => ({
    ...manifest,
    ...(keyword === 'n'
      ? { metadata: { n } }
      : { tools: [{ name: 'a', input_schema: { [keyword]: n } }] }),
  }));

describe('Every manifest that is taken', () => {
  let directory: TestApp;
  let client: RawClient;
  let mcp: Client;
  let events: SseReader;
  let verifier: Verifier;
  let taken = 0;
  let refused = 0;

  beforeAll(async () => {
    directory = await startTestApp({ listen: true });
    client = new RawClient(directory);
    const url = await directory.app.getUrl();
    mcp = await modernClient(`${url}/mcp`);
    events = await SseReader.open(`${url}${DIRECTORY}/events?entries=1`);
    const jwks = (await client.get('/.well-known/jwks.json')).json as JSONWebKeySet;
    const now = (): number => directory.clock.now();
    verifier = createVerifier({ issuer: 'urn:omega:directory', jwks, now });
  });

  afterAll(async () => {
    await events.close();
    await mcp.close();
    client.close();
    await directory.end();
  });

  async function isTaken(draft: ManifestDraft): Promise<boolean> {
    const { status } = await client.post('/servers/register', JSON.stringify(draft));
    expect([200, 201, 400]).toContain(status);
    // Events are sent once in this time.
    directory.clock.advance(100);
    if (status === 400) refused += 1;
    else taken += 1;
    return status !== 400;
  }

  async function assertVerified(id: string): Promise<void> {
    const entry = await client.get(`${DIRECTORY}/servers/${id}`);
    expect(await verifier.verify(entry.text)).toMatchObject({ ok: true, id });
    const jws = await client.get(`${DIRECTORY}/servers/${id}?format=jws`);
    expect(await verifier.verifyJws(jws.text)).toMatchObject({ ok: true, id });
  }

  it(
    'should verify, and hide nothing on any face of the directory',
    async () => {
      await fc.assert(
        fc.asyncProperty(maybeManifest, async (draft) => {
          if (!(await isTaken(draft))) return;
          const { id } = draft;
          await assertVerified(id);
          const path = `${DIRECTORY}/servers/${id}`;
          const faces = await Promise.all([
            client.get(path).then(({ json }) => json),
            client.get(`${path}/server-card`).then(({ json }) => json),
            client.get(`/servers/${id}/history`).then(({ json }) => json),
            mcp.readResource({ uri: `omega://directory/servers/${id}` }),
            mcp.callTool({ name: 'get_server', arguments: { id } }),
            mcp.getPrompt({ name: 'connect_to_server', arguments: { id } }),
          ]);
          expect(faces.flatMap(hiddenIn)).toEqual([]);
        }),
        { seed, numRuns: 400 },
      );
      expect(Math.min(taken, refused)).toBeGreaterThan(50);
    },
    TIMEOUT_MS,
  );

  it(
    'should verify whatever numbers it has',
    () =>
      fc.assert(
        fc.asyncProperty(withNumber, async (draft) => {
          if (await isTaken(draft)) await assertVerified(draft.id);
        }),
        { seed, numRuns: 300 },
      ),
    TIMEOUT_MS,
  );

  it('should be part of a listing that verifies, and of lists that hide nothing', async () => {
    const snapshot = await client.get(`${DIRECTORY}/snapshot`);
    const entries: object[] = [];
    for (let page = 1, pages = 1; page <= pages; page += 1) {
      const { json } = await client.get(`${DIRECTORY}/servers?limit=500&page=${page}`);
      const listing = json as { servers: object[]; pages: number };
      entries.push(...listing.servers);
      pages = listing.pages;
    }
    const listed = await verifier.verifyListing({ snapshot: snapshot.text, entries });
    expect(listed).toMatchObject({ ok: true });
    const lists = await Promise.all([
      client.get(`${DIRECTORY}/tags`).then(({ json }) => json),
      client.get('/.well-known/ai-catalog.json').then(({ json }) => json),
      mcp.listResources(),
      mcp.callTool({ name: 'find_servers', arguments: {} }),
      mcp.callTool({ name: 'list_tags', arguments: {} }),
    ]);
    await events.until(() => events.messages.length > 100);
    expect([entries, ...lists, events.messages].flatMap(hiddenIn)).toEqual([]);
  });
});
