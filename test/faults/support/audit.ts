import { DIRECTORY } from '../../support/test-app.js';
import { type Entry, isWhole, type Listing } from './entry.js';
import { historyFaults, historyOf } from './history.js';
import type { HttpClient } from './http-client.js';
import type { ServerJournal } from './server-journal.js';
import { waitUntil } from './wait-until.js';

const SETTLED_WITHIN_MS = 15_000;
const ALL = 'status=healthy,degraded,draining,stale,offline,disabled,unknown&limit=500';
const MAX_FAULTS = 50;

/** What was found after the faults. */
export interface Findings {
  /** After how long all replicas had the same catalog; `undefined` = not in time. */
  readonly settledMs: number | undefined;
  /** Empty when nothing is missing, doubled, changed or different. */
  readonly faults: readonly string[];
  readonly servers: number;
  readonly acknowledged: number;
  readonly unknown: number;
  readonly historyLines: number;
}

/** Compares what every replica serves with what was acknowledged. No change may be under way. */
export async function audit(
  client: HttpClient,
  urls: readonly string[],
  journals: readonly ServerJournal[],
): Promise<Findings> {
  const settledMs = await waitUntil(async () => {
    const seen = await Promise.all(urls.map((url) => fingerprints(client, url)));
    return new Set(seen).size === 1;
  }, SETTLED_WITHIN_MS);
  const faults: string[] = [];
  if (settledMs === undefined) faults.push('the replicas have not come to the same catalog');
  const histories = new Map<string, string>();
  let historyLines = 0;
  for (const url of urls) {
    const served = await allEntries(client, url);
    for (const id of served.keys())
      if (!journals.some((journal) => journal.id === id)) faults.push(`${url} serves ${id}`);
    for (const journal of journals) {
      const { id } = journal;
      const entry = served.get(id);
      const history = await historyOf(client, url, id);
      const state = entry?.directory.digest ?? null;
      const found = [
        ...(await entryFaults(client, url, journal, entry)),
        ...historyFaults(journal, history, { state, revision: entry?.directory.revision }),
      ];
      const text = JSON.stringify(history);
      if ((histories.get(id) ?? text) !== text) found.push('another replica has another history');
      if (!histories.has(id)) historyLines += history.length;
      histories.set(id, text);
      faults.push(...found.map((fault) => `${id} at ${url}: ${fault}`));
    }
  }
  const changes = journals.flatMap((journal) => journal.changes);
  const unknown = changes.filter(({ outcome }) => outcome === 'unknown').length;
  return {
    settledMs,
    faults: faults.slice(0, MAX_FAULTS),
    servers: journals.length,
    acknowledged: changes.length - unknown,
    unknown,
    historyLines,
  };
}

/**
 * What must be the same everywhere: the catalog's revision and the entity tags, but for the stamp of the signing window,
 * which follows each replica's own clock.
 */
async function fingerprints(client: HttpClient, url: string): Promise<string> {
  const { revision } = await client.getJson<Listing>(`${url}${DIRECTORY}/servers?limit=1`);
  const tags: unknown[] = [];
  for (const path of ['/servers?limit=500', `/servers?${ALL}`, '/search?q=load&limit=500', '/tags'])
    tags.push((await client.get(`${url}${DIRECTORY}${path}`)).headers.etag?.split('.')[0]);
  return JSON.stringify([revision, ...tags]);
}

async function allEntries(client: HttpClient, url: string): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  for (let page = 1; ; page += 1) {
    const address = `${url}${DIRECTORY}/servers?${ALL}&page=${page}`;
    const { servers, pages } = await client.getJson<Listing>(address);
    for (const entry of servers) entries.set(entry.id, entry);
    if (page >= pages) return entries;
  }
}

async function entryFaults(
  client: HttpClient,
  url: string,
  { id, possible }: ServerJournal,
  listed: Entry | undefined,
): Promise<string[]> {
  const faults: string[] = [];
  const state = listed?.directory.digest ?? null;
  if (!possible.includes(state))
    faults.push(`is ${state ?? 'absent'}, should be ${possible.join(' or ') || 'absent'}`);
  if (listed !== undefined && !isWhole(listed)) faults.push('is not what was digested');
  const { status, text } = await client.get(`${url}${DIRECTORY}/servers/${id}`);
  if (status !== (listed === undefined ? 404 : 200)) faults.push(`is answered with ${status}`);
  else if (listed !== undefined) {
    const { directory } = JSON.parse(text) as Entry;
    if (directory.revision !== listed.directory.revision)
      faults.push(`revision ${directory.revision}, listed is ${listed.directory.revision}`);
  }
  return faults;
}
