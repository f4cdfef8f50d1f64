import type { HttpClient } from './http-client.js';
import type { ServerJournal, State } from './server-journal.js';

/** A line of a server's history. */
export interface HistoryLine {
  readonly revision: number;
  readonly what: string;
  readonly why: string;
  readonly digest: string;
}

interface HistoryPage {
  readonly history: readonly HistoryLine[];
  readonly pages: number;
}

/** The whole history of a server, newest first; empty when the directory never knew it. */
export async function historyOf(
  client: HttpClient,
  url: string,
  id: string,
): Promise<HistoryLine[]> {
  const lines: HistoryLine[] = [];
  for (let page = 1; ; page += 1) {
    const address = `${url}/servers/${id}/history?limit=500&page=${page}`;
    const { status, text } = await client.get(address);
    if (status === 404) return [];
    if (status !== 200) throw new Error(`GET ${address}: ${status} ${text}`);
    const { history, pages } = JSON.parse(text) as HistoryPage;
    lines.push(...history);
    if (page >= pages) return lines;
  }
}

/**
 * What is wrong with a history (newest first), given what was asked for and what the server is now: a hole, a change
 * twice, a change that nobody asked for, an acknowledged one that is missing or in another order.
 */
export function historyFaults(
  journal: ServerJournal,
  newestFirst: readonly HistoryLine[],
  now: { readonly state: State; readonly revision: number | undefined },
): string[] {
  const lines = newestFirst.toReversed();
  const faults: string[] = [];
  let state: State = null;
  for (const [index, { revision, what, why, digest }] of lines.entries()) {
    if (what === 'status' && !journal.mayBeMarked)
      faults.push(`revision ${revision} changed the status: ${why}`);
    const previous = lines[index - 1]?.revision ?? revision - 1;
    if (revision !== previous + 1) faults.push(`revision ${revision} follows ${previous}`);
    if ((what === 'registered') !== (state === null))
      faults.push(`revision ${revision} is "${what}" although the server was ${state ?? 'absent'}`);
    state = what === 'removed' ? null : digest;
  }
  if (state !== now.state)
    faults.push(`ends in ${state ?? 'absent'}, served is ${now.state ?? 'absent'}`);
  const newest = newestFirst[0]?.revision;
  if (now.revision !== undefined && now.revision !== newest)
    faults.push(`ends in revision ${newest ?? 'none'}, served is ${now.revision}`);
  return [...faults, ...countFaults(journal, lines), ...orderFaults(journal, lines)];
}

function countFaults({ changes }: ServerJournal, lines: readonly HistoryLine[]): string[] {
  const faults: string[] = [];
  const counts = new Map<State, number>();
  for (const line of lines) {
    const state = stateSet(line);
    if (state !== undefined) counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  for (const state of new Set([...counts.keys(), ...changes.map((change) => change.state)])) {
    const asked = changes.filter((change) => change.state === state);
    const least = asked.filter(({ outcome }) => outcome === 'done').length;
    const count = counts.get(state) ?? 0;
    if (count < least || count > asked.length)
      faults.push(
        `${count} times ${state ?? 'removed'}: ${least} acknowledged, ${asked.length} asked for`,
      );
  }
  return faults;
}

function orderFaults(
  { changes, contended }: ServerJournal,
  lines: readonly HistoryLine[],
): string[] {
  const faults: string[] = [];
  let from = 0;
  for (const { state, revision } of changes.filter(({ outcome }) => outcome === 'done')) {
    const found = lines.findIndex((line, index) => index >= from && stateSet(line) === state);
    const at = lines[found]?.revision;
    if (found === -1)
      return [...faults, `${state ?? 'removed'} is not in the order of the answers`];
    if (revision !== undefined && at !== revision)
      faults.push(`${state ?? 'removed'} is revision ${at ?? 'none'}, answered was ${revision}`);
    if (!contended) from = found + 1;
  }
  return faults;
}

/** What a member's change left; `undefined` = it was no member's. */
function stateSet({ what, digest }: HistoryLine): State | undefined {
  if (what === 'removed') return null;
  return what === 'status' ? undefined : digest;
}
