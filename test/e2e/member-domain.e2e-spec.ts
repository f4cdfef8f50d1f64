import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import { DomainChecks } from '../../src/probe/domain/domain-checks.service.js';
import { DomainProofs, type DomainVerdict } from '../../src/probe/domain/domain-proofs.js';
import { ManifestStore } from '../../src/storage/manifest-store.js';
import { FixedChance } from '../support/fixed-chance.js';
import { manifest } from '../support/example-manifest.js';
import { P256_KEY } from '../support/member-keys.js';
import { SignedDirectory } from '../support/signed-directory.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

const HOUR_MS = 60 * 60_000;

describe('The domain of a member', () => {
  let signed: SignedDirectory;
  let verdict: DomainVerdict;
  let asked: string[];
  let gate: Promise<unknown>;

  const tool = (changes: object = {}): object =>
    manifest('tool', {
      heartbeat_interval_seconds: 0,
      registry_name: 'com.example/tool',
      member_key: signed.ed25519.key,
      ...changes,
    });

  beforeEach(async () => {
    signed = await SignedDirectory.start();
    verdict = 'named';
    asked = [];
    gate = Promise.resolve();
    // The domains are the test's own; what is asked of real ones is in the unit tests.
    watch(signed.directory);
  });

  afterEach(() => signed.end());

  function watch({ app }: TestApp): void {
    app.get(DomainProofs).check = async (domain, key) => {
      asked.push(`${domain} ${key.x === signed.ed25519.key.x ? 'its key' : 'another key'}`);
      await gate;
      return verdict;
    };
  }

  async function pass(ms: number): Promise<void> {
    signed.directory.clock.advance(ms);
    await signed.directory.app.get(DomainChecks).checkDue();
  }

  async function shown(id = 'tool'): Promise<unknown[]> {
    const { json } = await signed.client.get(`${DIRECTORY}/servers/${id}`);
    const { directory } = json as {
      directory: { verification: string; verified_domain?: string };
    };
    return [directory.verification, directory.verified_domain];
  }

  it('should be shown when it names the key that the member signs with', async () => {
    expect((await signed.register(signed.ed25519, tool())).status).toBe(201);
    expect(await shown()).toEqual(['key', undefined]);
    await pass(5_000);
    expect(asked).toEqual(['example.com its key']);
    expect(await shown()).toEqual(['domain', 'example.com']);
    expect((await signed.history('tool'))[0]).toBe('updated domain_verified example.com');
    await signed.directory.http.post('/servers/register').send(manifest('other')).expect(201);
    expect(await shown('other')).toEqual(['none', undefined]);
  });

  it('should be asked again each hour, and count until it says something else', async () => {
    await signed.register(signed.ed25519, tool());
    await pass(5_000);
    verdict = 'unknown';
    await pass(HOUR_MS);
    expect(asked).toHaveLength(2);
    expect(await shown()).toEqual(['domain', 'example.com']);
    verdict = 'not named';
    await pass(HOUR_MS);
    expect(await shown()).toEqual(['key', undefined]);
    expect((await signed.history('tool'))[0]).toBe('updated domain_unverified -');
    const before = await signed.history('tool');
    await pass(HOUR_MS);
    expect(await signed.history('tool')).toEqual(before);
  });

  it('should have to be proved again by another name, and not by another description', async () => {
    await signed.register(signed.ed25519, tool());
    await pass(5_000);
    await signed.register(signed.ed25519, tool({ description: 'Other words' }));
    expect(await shown()).toEqual(['domain', 'example.com']);
    await signed.register(signed.ed25519, tool({ registry_name: 'org.example/tool' }));
    expect(await shown()).toEqual(['key', undefined]);
    await pass(5_000);
    expect(await shown()).toEqual(['domain', 'example.org']);
    const endpoints = { mcp: 'https://mcp.example.net/mcp' };
    await signed.register(signed.ed25519, tool({ registry_name: undefined, endpoints }));
    await pass(5_000);
    expect(await shown()).toEqual(['domain', 'mcp.example.net']);
  });

  it('should not vouch for another key, nor for one of a kind that it cannot name', async () => {
    await signed.register(signed.ed25519, tool());
    await pass(5_000);
    await signed.register(signed.ed25519, tool({ member_key: P256_KEY }));
    expect(await shown()).toEqual(['key', undefined]);
    await pass(HOUR_MS);
    expect(asked).toHaveLength(1);
    expect(await shown()).toEqual(['key', undefined]);
  });

  it('should be nothing to ask without a key, or for a server within', async () => {
    await signed.register(signed.ed25519, tool({ registry_name: undefined }));
    await signed.directory.http
      .post('/servers/register')
      .send(manifest('open', { registry_name: 'com.example/open' }))
      .expect(201);
    await pass(HOUR_MS);
    expect(asked).toEqual([]);
  });

  it('should go with the server, and with a key that an operator releases', async () => {
    await signed.register(signed.ed25519, tool());
    await pass(5_000);
    const path = '/servers/tool/release-key';
    await signed.directory.http.post(path).send({ reason: 'lost' }).expect(200);
    expect(await shown()).toEqual(['none', undefined]);
    await pass(HOUR_MS);
    expect(asked).toHaveLength(1);
  });

  it('should not vouch forever when it cannot be asked any more', async () => {
    await signed.register(signed.ed25519, tool());
    await pass(5_000);
    verdict = 'unknown';
    for (let hours = 0; hours < 24; hours += 1) await pass(HOUR_MS);
    expect(await shown()).toEqual(['domain', 'example.com']);
    await pass(HOUR_MS);
    expect(await shown()).toEqual(['key', undefined]);
    verdict = 'named';
    await pass(HOUR_MS);
    expect(await shown()).toEqual(['domain', 'example.com']);
  });

  it('should not vouch for another name that a version without pins has taken', async () => {
    await signed.register(signed.ed25519, tool());
    await pass(5_000);
    const store = signed.directory.app.get(ManifestStore);
    const before = await store.find(DEFAULT_SCOPE, 'tool');
    if (before === undefined) throw new Error('It is registered');
    const { manifest: text } = before;
    const changed = text.replace('com.example/tool', 'org.example/tool');
    await store.commit({ before, draft: { ...before, manifest: changed } });
    verdict = 'unknown';
    await pass(5_000);
    expect(await shown()).toEqual(['key', undefined]);
  });

  it('should be asked soon again when the server comes back', async () => {
    await signed.register(signed.ed25519, tool());
    await pass(5_000);
    await signed.send(signed.ed25519, signed.request('DELETE', '/servers/tool'));
    await signed.register(signed.ed25519, tool());
    expect(await shown()).toEqual(['key', undefined]);
    await pass(5_000);
    expect(await shown()).toEqual(['domain', 'example.com']);
  });

  it('should not be flooded, nor hold up others, by names of one site', async () => {
    const open = Promise.withResolvers<undefined>();
    gate = open.promise;
    const names = ['com.evil.a/x', 'com.evil.b/x', 'com.evil.c/x', 'uk.co.one/x', 'uk.co.two/x'];
    for (const [index, registry_name] of names.entries()) {
      await signed.register(signed.ed25519, tool({ id: `m${index}`, registry_name }));
    }
    const done = pass(5_000);
    await new Promise(setImmediate);
    expect(asked.toSorted()).toEqual([
      expect.stringMatching(/^[abc]\.evil\.com its key$/),
      'one.co.uk its key',
      'two.co.uk its key',
    ]);
    open.resolve(undefined);
    await done;
    expect(asked).toHaveLength(5);
  });

  it('should have its hour after a restart, when all are known again', async () => {
    verdict = 'not named';
    await signed.register(signed.ed25519, tool());
    const { clock, dataDir } = signed.directory;
    await signed.directory.app.close();
    const again = await startTestApp({ dataDir, clock, chance: new FixedChance(0.5) });
    watch(again);
    const passes = async (ms: number): Promise<void> => {
      clock.advance(ms);
      await again.app.get(DomainChecks).checkDue();
    };
    await passes(HOUR_MS / 2 - 1_000);
    expect(asked).toEqual([]);
    await passes(1_000);
    expect(asked).toHaveLength(1);
    await again.end();
  });
});
