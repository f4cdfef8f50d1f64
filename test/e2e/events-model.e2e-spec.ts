import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { manifest } from '../support/example-manifest.js';
import { SseReader } from '../support/sse-reader.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';
import { listAll, WatchedListing } from '../support/watched-listing.js';

const RUNS = 60;
const LABELS = ['eu', 'us', 'mail'];
const WORDS = ['weather', 'forecast', 'news'];
const QUERIES = [
  '',
  '?entries=1',
  '?tag=eu',
  '?tag=eu,us&tag=mail&entries=1',
  '?capability=mail',
  '?status=stale,offline',
  '?status=disabled',
  '?status=healthy&tag=us',
  '?q=weathr',
  '?q=weather+forecast',
  '?q=weather+news&tag=eu&entries=1',
];

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const reader = fc.nat(QUERIES.length - 1);
const command = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      op: fc.constant('register' as const),
      id,
      tags: fc.subarray(LABELS),
      capabilities: fc.subarray(LABELS),
      words: fc.subarray(WORDS),
      heartbeat_interval_seconds: fc.constantFrom(0, 5),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      op: fc.constant('heartbeat' as const),
      id,
      status: fc.constantFrom(undefined, 'healthy', 'degraded', 'draining'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('unregister' as const), id }) },
  {
    weight: 2,
    arbitrary: fc.record({ op: fc.constantFrom('disable' as const, 'enable' as const), id }),
  },
  { weight: 4, arbitrary: fc.record({ op: fc.constant('tick' as const), ms: fc.nat(120) }) },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constant('pass' as const), seconds: fc.constantFrom(16, 46) }),
  },
  { weight: 4, arbitrary: fc.record({ op: fc.constant('leave' as const), reader }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constant('come back' as const), reader }) },
);
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

/** An entry without its statement: that of an event is of the window in which it was sent. */
function ageless(entry: unknown): object {
  const { directory, ...rest } = entry as { readonly directory: object };
  return { ...rest, directory: { ...directory, jws: undefined } };
}

describe('Whoever follows the event stream', () => {
  let directory: TestApp;
  let url: string;

  beforeEach(async () => {
    directory = await startTestApp({ listen: true });
    url = await directory.app.getUrl();
  });

  afterEach(async () => {
    await directory.end();
  });

  async function run(one: Command, readers: readonly WatchedListing[]): Promise<void> {
    switch (one.op) {
      case 'register': {
        const { words, tags, capabilities, heartbeat_interval_seconds } = one;
        const description = words.join(' ');
        const changes = { tags, capabilities, heartbeat_interval_seconds, description };
        const body = manifest(one.id, changes);
        await directory.http.post('/servers/register').send(body);
        return;
      }
      case 'heartbeat':
        await directory.http.post('/servers/heartbeat').send({ id: one.id, status: one.status });
        return;
      case 'unregister':
        await directory.http.delete(`/servers/${one.id}`);
        return;
      case 'disable':
      case 'enable':
        await directory.http.post(`/servers/${one.id}/${one.op}`).send({ reason: 'for a test' });
        return;
      case 'tick':
        directory.clock.advance(one.ms);
        return;
      case 'pass':
        await directory.pass(one.seconds);
        return;
      case 'leave':
        await readers[one.reader]?.disconnect();
        return;
      case 'come back':
        if (readers[one.reader]?.connected === false) await readers[one.reader]?.connect(url);
        return;
    }
  }

  /** The id that everybody is to arrive at. */
  async function currentId(query: string): Promise<string> {
    const fresh = await SseReader.open(`${url}${DIRECTORY}/events${query}`);
    const { lastEventId } = await fresh.next();
    await fresh.close();
    return lastEventId;
  }

  async function keepAlive(): Promise<void> {
    await fetch(`${url}/health/live`);
    directory.clock.advance(15_000);
  }

  it('should see in the end exactly what is listed, whatever happens', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 40, size: 'max' }), async (commands) => {
        const readers = QUERIES.map((query) => new WatchedListing(query));
        for (const one of readers) await one.connect(url);
        for (const one of commands) await run(one, readers);
        for (const one of readers) if (!one.connected) await one.connect(url);
        directory.clock.advance(100);
        for (const one of readers) {
          await one.reach(() => currentId(one.query), keepAlive);
          const listed = await listAll(url, one.query);
          expect([...one.shown.keys()].sort()).toEqual(listed.map((entry) => entry.id));
          for (const entry of listed) {
            const { revision, status, entry: told } = one.shown.get(entry.id) ?? {};
            expect([revision, status]).toEqual([entry.directory.revision, entry.status]);
            if (one.query.includes('entries=1')) expect(ageless(told)).toEqual(ageless(entry));
          }
          await one.disconnect();
        }
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  }, 120_000);
});
