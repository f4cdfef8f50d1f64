import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { McpListener } from '../support/mcp-listener.js';
import { type Report, SoakedDirectory, WINDOW_MS } from './support/soaked-directory.js';
import { BEACON, MEMBER_IDS, Traffic } from './support/traffic.js';

const LIST_CHANGED = 'notifications/resources/list_changed';
const SERVERS = 'omega://directory/servers';
const URIS = [SERVERS, `${SERVERS}/${BEACON}`];
/** Those that stop reading are told of more, so that more waits for them. */
const MANY_URIS = [
  ...URIS,
  'omega://directory/tags',
  'omega://directory/status',
  ...MEMBER_IDS.slice(0, 900).map((id) => `${SERVERS}/${id}`),
];

const MINUTES = 10;
const WINDOWS_A_MINUTE = 60_000 / WINDOW_MS;
/** From this minute on nothing grows any more: what is kept for a time has reached its bounds. */
const SETTLED = 2;
/** After a garbage collection; some 200 bytes a registration would be more. */
const MOST_GROWTH_BYTES = 10_000_000;
/** The resident memory has unused room in it, and what libraries keep outside of Node. */
const MOST_RESIDENT_GROWTH_BYTES = 100_000_000;

/** Listeners of revision 2026-07-28, and sessions of 2025-11-25. */
const READING = { modern: 900, legacy: 100 };
const STALLING = { modern: 15, legacy: 5 };

describe('The directory, with 1,000 MCP listeners and 100 registrations a second for ten minutes', () => {
  let directory: SoakedDirectory;
  let traffic: Traffic;
  let reading: McpListener[] = [];
  let stalling: McpListener[] = [];
  const reports: Report[] = [];
  /** Times at which each resource was to be told of. */
  let tellings = 0;

  async function open(
    port: number,
    count: typeof READING,
    uris: readonly string[],
  ): Promise<McpListener[]> {
    const filter = { resourcesListChanged: true, resourceSubscriptions: uris };
    const listeners: McpListener[] = [];
    for (let number = 0; number < count.modern; number += 1) {
      listeners.push(await McpListener.open(port, filter));
    }
    for (let number = 0; number < count.legacy; number += 1) {
      listeners.push(await McpListener.openSession(port, uris));
    }
    return listeners;
  }

  async function told(): Promise<void> {
    tellings += 1;
    const isTold = (listener: McpListener): boolean =>
      [LIST_CHANGED, ...URIS].every((what) => listener.told(what) >= tellings);
    await Promise.all(reading.map((listener) => listener.until(() => isTold(listener))));
  }

  /** The next window's registrations come while listeners are told of the last one's. */
  async function minute(): Promise<void> {
    for (let window = 0; window < WINDOWS_A_MINUTE; window += 1) {
      await directory.pass();
      await Promise.all([told(), traffic.send()]);
    }
  }

  async function look(): Promise<void> {
    const report = await directory.report();
    reports.push(report);
    process.stdout.write(lineOf(reports.length - 1, report));
  }

  beforeAll(async () => {
    const started = await SoakedDirectory.start();
    directory = started.directory;
    traffic = new Traffic(`http://127.0.0.1:${started.port}`);
    await traffic.fill();
    reading = await open(started.port, READING, URIS);
    stalling = await open(started.port, STALLING, MANY_URIS);
    // The first change after a pause is told at once, all others in their window.
    await traffic.light();
    await told();
    await traffic.send();
    for (const listener of stalling) listener.pause();
    await look();
    while (reports.length <= MINUTES) {
      await minute();
      await look();
    }
    await directory.drain();
    for (const listener of stalling) listener.resume();
    await Promise.all([...reading, ...stalling].map((listener) => listener.end()));
  });

  afterAll(async () => {
    for (const listener of [...reading, ...stalling]) listener.close();
    traffic.close();
    await directory.end();
  });

  it('should tell each listener of each resource once a window', () => {
    const counts = reading.map((listener) =>
      [LIST_CHANGED, ...URIS].map((what) => listener.told(what)),
    );
    expect(tellings).toBe(1 + MINUTES * WINDOWS_A_MINUTE);
    expect(new Set(counts.flat())).toEqual(new Set([tellings]));
  });

  it('should need no more memory in the end than when it had settled', () => {
    const settled = reports[SETTLED];
    const last = reports.at(-1);
    expect(last?.heapUsed).toBeLessThan((settled?.heapUsed ?? NaN) + MOST_GROWTH_BYTES);
    expect(last?.external).toBeLessThan((settled?.external ?? NaN) + MOST_GROWTH_BYTES);
    expect(last?.rss).toBeLessThan((settled?.rss ?? NaN) + MOST_RESIDENT_GROWTH_BYTES);
  });

  it('should cut those off that stop reading, and nobody else', () => {
    expect(reports.at(-1)).toMatchObject({ streams: READING.modern, cutOff: STALLING.modern });
    // Had it waited for them, they would have been told everything in the end.
    const cutOff = stalling.filter((listener) => listener.told(SERVERS) < tellings);
    expect(cutOff).toHaveLength(stalling.length);
  });
});

function lineOf(minute: number, { heapUsed, external, rss, streams, cutOff }: Report): string {
  const [heap, outside, resident] = [heapUsed, external, rss].map((bytes) =>
    (bytes / 1e6).toFixed(1),
  );
  return `Minute ${minute}: heap ${heap} MB, outside ${outside} MB, resident ${resident} MB; ${streams} streams, ${cutOff} cut off\n`;
}
