import type { ServerJournal, State } from '../../support/server-journal.js';
import type { Beat, Read, Recording, Shown } from '../recording.js';
import type { Timeline } from '../timeline.js';
import { SLACK_MS } from '../timeline.js';

const LIVE = ['healthy', 'degraded', 'draining'];
const DEAD = ['stale', 'offline'];

/** Statements of one window are valid for this long, from its start; seconds. */
const VALID_S = 1_200;
/** A replica that has not heard from the storage for this long signs in no new window. */
const SIGNS_UNHEARD_MS = 600_000;

/**
 * No acknowledged change is missing or undone in a read that must know it: each server is as the last acknowledged change
 * left it, or as a later one that had been sent, with no lower revision than was acknowledged.
 */
export function changeFaults(
  reads: readonly Read[],
  journals: readonly ServerJournal[],
  timeline: Timeline,
): string[] {
  const faults: string[] = [];
  for (const read of reads) {
    const known = timeline.knownUntil(read.replica, read.sentAt);
    for (const journal of journals) {
      if (read.asked !== null && read.asked !== journal.id) continue;
      const shown = read.shown.get(journal.id);
      const { states, revision } = allowed(journal, known, read.answeredAt);
      const state = shown?.state ?? null;
      if (!states.includes(state))
        faults.push(fault(read, journal.id, `is ${state ?? 'absent'}, not ${states.join(' or ')}`));
      else if (shown !== undefined && shown.revision < revision)
        faults.push(fault(read, journal.id, `has revision ${shown.revision} after ${revision}`));
    }
  }
  return faults;
}

/**
 * No server is live later than its last heartbeat, a term, and what the faults since then allow; and none is stale or
 * offline whose heartbeat was acknowledged less than a term ago.
 */
export function livenessFaults(
  { reads, beats }: Recording,
  termMs: number,
  timeline: Timeline,
): string[] {
  const faults: string[] = [];
  const heartbeats = byServer(beats, termMs, timeline);
  for (const { id, told, held, answeredAt } of beats) {
    const at = seconds(answeredAt ?? 0);
    if (told !== undefined && !LIVE.includes(told))
      faults.push(`${id} was answered ${told} at ${at}`);
    if (held === true) faults.push(`${id} was told of self-preservation at ${at}`);
  }
  for (const read of reads) {
    const known = timeline.knownUntil(read.replica, read.sentAt);
    for (const { id, status } of read.shown.values()) {
      const sent = heartbeats.get(id);
      if (sent === undefined) continue;
      const acknowledged = sent.heard.findLast(({ answeredAt = Infinity }) => answeredAt <= known);
      if (DEAD.includes(status) && (acknowledged?.calledAt ?? -Infinity) + termMs > read.answeredAt)
        faults.push(fault(read, id, `is ${status}, heard at ${seconds(acknowledged?.calledAt)}`));
      const until = sent.liveUntil(read.answeredAt);
      if (LIVE.includes(status) && known > until + SLACK_MS)
        faults.push(fault(read, id, `is ${status}, should be so until ${seconds(until)}`));
    }
  }
  return faults;
}

/** Each statement says what its entry does, at a time that is now by the replica's clock, and was true at that time. */
export function statementFaults(
  reads: readonly Read[],
  journals: readonly ServerJournal[],
  timeline: Timeline,
): string[] {
  const faults: string[] = [];
  const journalOf = new Map(journals.map((journal) => [journal.id, journal]));
  for (const read of reads) {
    // Ms between the two clocks: epoch of the machine less `performance.now()`.
    const epoch = read.wallMs - read.answeredAt;
    const [behind, ahead] = timeline.clockOf(read.replica, read.sentAt, read.answeredAt);
    for (const shown of read.shown.values()) {
      const { claims } = shown;
      if (claims === undefined) {
        faults.push(fault(read, shown.id, 'is not signed'));
        continue;
      }
      if (differs(shown)) faults.push(fault(read, shown.id, 'is not what its statement says'));
      if (claims.iat * 1_000 > read.wallMs + ahead)
        faults.push(fault(read, shown.id, `has a statement of ${claims.iat}, in the future`));
      const isOver =
        claims.exp !== claims.iat + VALID_S || claims.exp * 1_000 < read.wallMs + behind;
      if (isOver) faults.push(fault(read, shown.id, `has a statement until ${claims.exp}`));
      const replacedAt = journalOf.get(shown.id) && endOf(journalOf.get(shown.id), shown.state);
      if (replacedAt === undefined) continue;
      if (claims.iat * 1_000 > epoch + replacedAt + SIGNS_UNHEARD_MS + ahead)
        faults.push(fault(read, shown.id, `was signed again after it had changed`));
    }
  }
  return faults;
}

/** What a server may be in an answer of this time that must know all that was acknowledged until `known`. */
function allowed(
  { changes }: ServerJournal,
  known: number,
  answeredAt: number,
): { readonly states: readonly State[]; readonly revision: number } {
  const last = changes.findLastIndex(({ knownAt = Infinity }) => knownAt <= known);
  const sent = changes.slice(Math.max(last, 0)).filter(({ beganAt }) => beganAt <= answeredAt);
  const states = sent.map(({ state }) => state);
  return {
    states: last === -1 ? [null, ...states] : states,
    revision: changes[last]?.revision ?? 0,
  };
}

/** When a later change was acknowledged than the one that had this state; `undefined` = none was. */
function endOf(journal: ServerJournal | undefined, state: State): number | undefined {
  const changes = journal?.changes ?? [];
  const index = changes.findLastIndex((change) => change.state === state);
  return changes.slice(index + 1).find(({ knownAt }) => knownAt !== undefined)?.knownAt;
}

function differs({ id, state, revision, status, claims }: Shown): boolean {
  if (claims === undefined) return true;
  const digest = Buffer.from(claims.dig['sha-256'], 'base64url').toString('hex');
  const says = [claims.sub, digest, claims.rev, claims.st];
  return JSON.stringify(says) !== JSON.stringify([id, state, revision, status]);
}

/** The heartbeats of one server: those that may have been heard, and until when each lets it live. */
interface Sent {
  readonly heard: readonly Beat[];
  liveUntil(now: number): number;
}

function byServer(
  beats: readonly Beat[],
  termMs: number,
  timeline: Timeline,
): ReadonlyMap<string, Sent> {
  const servers = new Map<string, Beat[]>();
  for (const beat of beats) servers.set(beat.id, [...(servers.get(beat.id) ?? []), beat]);
  return new Map([...servers].map(([id, sent]) => [id, sentBy(sent, termMs, timeline)]));
}

function sentBy(beats: readonly Beat[], termMs: number, timeline: Timeline): Sent {
  let latest = -Infinity;
  const until = beats.map(({ calledAt, answeredAt }) => {
    const heardAt = answeredAt ?? timeline.heardUntil(calledAt);
    latest = Math.max(latest, timeline.liveUntil(heardAt, termMs));
    return latest;
  });
  return {
    heard: beats,
    liveUntil: (now) => until[beats.findLastIndex(({ calledAt }) => calledAt <= now)] ?? -Infinity,
  };
}

function fault({ replica, answeredAt }: Read, id: string, text: string): string {
  return `${seconds(answeredAt)}: ${id} at ${replica} ${text}`;
}

/** As the times in the list of faults. */
function seconds(ms: number | undefined): string {
  return ms === undefined || ms === -Infinity ? 'never' : `${(ms / 1_000).toFixed(1)} s`;
}
