import { loadManifest } from '../../support/load-manifest.js';
import { type Change, ServerJournal } from '../../support/server-journal.js';
import { faultOf, type FaultName } from '../fault-table.js';
import type { Read, Shown } from '../recording.js';
import { Timeline } from '../timeline.js';

const REPLICA = 'replica-1';

/** Epoch ms at time 0; the start of a signing window. */
export const EPOCH_MS = 1_800_000_000_000;

/** Registered at 1 s, changed at 20 s, each acknowledged 10 ms later. */
export function twoChanges(): { journal: ServerJournal; first: Change; second: Change } {
  const journal = new ServerJournal('a');
  const first = change(journal, 'first', [0, 1_010]);
  return { journal, first, second: change(journal, 'second', [20_000, 20_010]) };
}

/** A change that is sent and known at these times; one without a version removes the server. */
export function change(
  journal: ServerJournal,
  version: string | null,
  [beganAt, knownAt]: readonly [number, number | undefined],
): Change {
  const begun = journal.begin(version === null ? null : loadManifest(journal.id, version, 0));
  const at = { beganAt, knownAt, outcome: knownAt === undefined ? 'unknown' : 'done' } as const;
  return Object.assign(begun, at, { revision: journal.changes.length + 1 });
}

/** What a reader sees after a change. */
export function shownAs({ state, revision }: Change, claims: object = {}): Shown {
  const jws = { payload: '', protected: '', signature: '' };
  const own = {
    iss: 'a directory',
    sub: 'a',
    ver: '1',
    rev: revision ?? 0,
    st: 'healthy',
    iat: EPOCH_MS / 1_000,
    nbf: EPOCH_MS / 1_000,
    exp: EPOCH_MS / 1_000 + 1_200,
    dig: { 'sha-256': Buffer.from(state ?? '', 'hex').toString('base64url') },
  };
  return {
    id: 'a',
    state: state ?? '',
    revision: revision ?? 0,
    status: 'healthy',
    jws,
    claims: { ...own, ...claims },
  };
}

/** An answer of one replica. */
export function readOf(at: number, shown: readonly Shown[]): Read {
  return {
    replica: REPLICA,
    sentAt: at,
    answeredAt: at,
    wallMs: EPOCH_MS + at,
    asked: null,
    shown: new Map(shown.map((entry) => [entry.id, entry])),
  };
}

/** An answer of one replica that shows a server with this status. */
export function readAs(status: string, at: number): Read {
  return readOf(at, [{ ...shownAs(twoChanges().first), status }]);
}

/** A run with this one fault of that replica, of which the first number is when it begins and the second when it has healed. */
export function timelineOf(
  [name, startedAt, healedAt]: readonly [FaultName, number, number],
  clockMs = 0,
): Timeline {
  const timeline = new Timeline();
  const { bound } = faultOf(name);
  timeline.incidents.push({ name, replica: REPLICA, bound, startedAt, healedAt, clockMs });
  return timeline;
}
