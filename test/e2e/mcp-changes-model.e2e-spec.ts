import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ChangeBell } from '../../src/mcp/notifications/change-bell.service.js';
import { Subscriptions } from '../../src/mcp/notifications/subscriptions.service.js';
import { ResourceList } from '../../src/mcp/resources/resource-list.service.js';
import { ResourceReader } from '../../src/mcp/resources/resource-reader.service.js';
import { manifest } from '../support/example-manifest.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const RUNS = 25;
const BATCH_MS = 100;
const IDS = ['a', 'b', 'c'];
const BASE = 'omega://directory/';
/** Told of only when they read differently. */
const EXACT = [
  `${BASE}servers`,
  ...IDS.map((id) => `${BASE}servers/${id}`),
  `${BASE}search?tag=x`,
  `${BASE}search?status=offline,disabled`,
  `${BASE}search?q=server&limit=1&page=2`,
];
/** Told of with every new manifest too, whatever it says. */
const OTHERS = [`${BASE}tags`, `${BASE}status`];
/** What no notification is about: it changes by itself, with every heartbeat, or with other servers. */
const UNTOLD = new Set([
  ...['jws', 'last_heartbeat', 'score', 'uptime_seconds', 'heartbeats', 'leases', 'sweeper'],
  ...['storage', 'self_preservation'],
]);

const id = fc.constantFrom(...IDS);
const step = fc.oneof(
  fc.record({
    op: fc.constant('register' as const),
    id,
    version: fc.constantFrom('1', '2'),
    tag: fc.constantFrom('x', 'y'),
  }),
  fc.record({
    op: fc.constant('heartbeat' as const),
    id,
    status: fc.constantFrom(undefined, 'healthy', 'degraded'),
  }),
  fc.record({ op: fc.constant('unregister' as const), id }),
  fc.record({ op: fc.constantFrom('disable' as const, 'enable' as const), id }),
  fc.record({ op: fc.constant('pass' as const), seconds: fc.constantFrom(5, 16, 46) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

describe('Changes that MCP clients are told of', () => {
  let directory: TestApp;

  beforeEach(async () => {
    directory = await startTestApp();
  });

  afterEach(async () => {
    await directory.end();
  });

  async function run(one: Step): Promise<void> {
    const { http } = directory;
    switch (one.op) {
      case 'register': {
        const { version, tag } = one;
        const changes = { version, tags: [tag], heartbeat_interval_seconds: 5 };
        await http.post('/servers/register').send(manifest(one.id, changes));
        return;
      }
      case 'heartbeat':
        await http.post('/servers/heartbeat').send({ id: one.id, status: one.status });
        return;
      case 'unregister':
        await http.delete(`/servers/${one.id}`);
        return;
      case 'disable':
      case 'enable':
        await http.post(`/servers/${one.id}/${one.op}`).send({ reason: 'for a test' });
        return;
      case 'pass':
        for (let second = 0; second < one.seconds; second += 1) {
          await directory.pass(1);
          // As in operation, others have their turn between two sweeps.
          await new Promise(setImmediate);
        }
        return;
    }
  }

  /** What each resource is, without what is not told. */
  async function readAll(): Promise<Map<string, string>> {
    const reader = directory.app.get(ResourceReader);
    const read = new Map<string, string>();
    for (const uri of [...EXACT, ...OTHERS]) {
      const value = JSON.parse((await reader.read(uri))?.text ?? 'null') as object | null;
      // The revision of the whole listing, which is in searches too.
      const unlisted = uri.includes('search') ? { ...value, revision: undefined } : value;
      read.set(
        uri,
        JSON.stringify(unlisted, (key, part: unknown) => (UNTOLD.has(key) ? undefined : part)),
      );
    }
    const { resources } = await directory.app.get(ResourceList).page(undefined);
    read.set('list', JSON.stringify(resources.map(({ uri, title }) => [uri, title])));
    return read;
  }

  it('should be all that there are, and changes indeed', async () => {
    const subscriptions = directory.app.get(Subscriptions);
    for (const uri of EXACT) {
      subscriptions.add(uri, 'a client');
      subscriptions.listen(uri);
    }
    const told = new Set<string>();
    directory.app.get(ChangeBell).subscribe((event) => {
      told.add(event.kind === 'resource_updated' ? event.uri : 'list');
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40, size: 'max' }), async (steps) => {
        for (const one of steps) {
          const before = await readAll();
          told.clear();
          await run(one);
          directory.clock.advance(BATCH_MS);
          await new Promise(setImmediate);
          await new Promise(setImmediate);
          const after = await readAll();
          const changed = [...after.keys()].filter((uri) => after.get(uri) !== before.get(uri));
          expect([...told]).toEqual(expect.arrayContaining(changed));
          const toldExactly = EXACT.filter((uri) => told.has(uri));
          expect([one, toldExactly]).toEqual([one, EXACT.filter((uri) => changed.includes(uri))]);
        }
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  }, 60_000);

  it('should be those of searches that have been undone meanwhile, too', async () => {
    const search = `${BASE}search?tag=x`;
    directory.app.get(Subscriptions).add(search, 'a client');
    directory.app.get(Subscriptions).listen(search);
    const told: string[] = [];
    directory.app.get(ChangeBell).subscribe((event) => {
      if (event.kind === 'resource_updated') told.push(event.uri);
    });
    const register = { op: 'register', version: '1' } as const;
    await run({ ...register, id: 'a', tag: 'y' });
    await new Promise(setImmediate);
    await run({ ...register, id: 'b', tag: 'x' });
    expect(told).not.toContain(search);
    // Whoever reads the search now finds a server that is gone before anybody is told.
    await run({ op: 'unregister', id: 'b' });
    directory.clock.advance(BATCH_MS);
    await new Promise(setImmediate);
    expect(told).toContain(search);
  });
});
