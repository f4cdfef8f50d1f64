import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { DirectoryProcess } from '../support/directory-process.js';
import { tempDir } from '../support/temp-dir.js';
import { DIRECTORY } from '../support/test-app.js';
import { BeatingFleet } from './support/beating-fleet.js';
import { type BeatingMember, TERM_MS } from './support/beating-member.js';
import type { Entry } from './support/entry.js';
import { steadyTarget } from './support/target.js';
import { waitUntil } from './support/wait-until.js';

/** Self-preservation would hide marks of 20; among eight it holds nothing back. */
const FLEETS = [8, 20];

const PAUSED_MS = 17_000;
const RUN_LIMIT_MS = 90_000;
const HEARD_WITHIN_MS = 10_000;
const MARK_SLACK_MS = 1_000;

interface Seen {
  readonly markedBefore: number;
  readonly wrong: readonly string[];
  /** From the silent member's last heartbeat until a reader sees its mark. */
  readonly markAfterMs: number;
  /** Reasons in the histories, oldest first: how many members have these. */
  readonly histories: Readonly<Record<string, number>>;
}

/** A directory stands still for longer than a term; after it one member falls silent. */
async function standStill(members: number): Promise<Seen> {
  const data = await tempDir();
  const directory = await DirectoryProcess.start(data.path);
  const fleet = await BeatingFleet.join([steadyTarget(directory.url)], members);
  try {
    directory.kill('SIGSTOP');
    await pause(PAUSED_MS);
    const resumedAt = performance.now();
    directory.kill('SIGCONT');
    const silent = await firstToCallSince(resumedAt, fleet.members);
    const calledAt = await silent.fallSilent();
    const markedBefore = fleet.watch.mostMarked;
    const entry = `${directory.url}${DIRECTORY}/servers/${silent.id}`;
    const isStale = async () => (await fleet.client.getJson<Entry>(entry)).status === 'stale';
    await waitUntil(isStale, TERM_MS + 5 * MARK_SLACK_MS);
    const markAfterMs = performance.now() - calledAt;
    const histories = await fleet.histories();
    return { markedBefore, wrong: fleet.wrong, markAfterMs, histories };
  } finally {
    await fleet.stop();
    await directory.end();
    await data.remove();
  }
}

/** Other heartbeats hung, and were taken long after the call. */
async function firstToCallSince(
  at: number,
  members: readonly BeatingMember[],
): Promise<BeatingMember> {
  const find = () => members.find(({ heard }) => heard !== undefined && heard.calledAt > at);
  await waitUntil(() => find() !== undefined, HEARD_WITHIN_MS);
  const first = find();
  if (first === undefined) throw new Error('No member sent a heartbeat');
  return first;
}

describe('A directory that is stopped (SIGSTOP) for longer than a term', () => {
  const seen = new Map<number, Seen>();

  beforeAll(async () => {
    await Promise.all(FLEETS.map(async (members) => seen.set(members, await standStill(members))));
  }, RUN_LIMIT_MS);

  it.each(FLEETS)('should mark none of %i members that go on sending heartbeats', (members) => {
    expect(seen.get(members)).toMatchObject({
      markedBefore: 0,
      wrong: [],
      histories: { registered: members - 1, 'registered,lease_expired': 1 },
    });
  });

  it.each(FLEETS)('should mark the one of %i that falls silent after it, in time', (members) => {
    const { markAfterMs } = seen.get(members) ?? {};
    expect(markAfterMs).toBeGreaterThanOrEqual(TERM_MS);
    expect(markAfterMs).toBeLessThan(TERM_MS + MARK_SLACK_MS);
  });
});
