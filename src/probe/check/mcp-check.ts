import type { Clock } from '../../common/clock.js';
import { readBounded } from '../../common/read-bounded.js';
import { withDeadline } from '../../common/with-deadline.js';
import type { Answer, Ask } from '../../outbound/dial/dialler.js';
import { judgeDiscover, judgeInitialize } from './mcp-verdict.js';
import { discover, endSession, initialize, type ProbeClient } from './mcp-questions.js';
import type { ProbeOutcome } from './probe-outcome.js';

/** The visible characters that a session id is made of (MCP 2025-11-25, "Session Management"). */
const SESSION_ID = /^[\x21-\x7e]{1,512}$/;

/** A stream with the answer to `initialize` is read to its end for so long, so that its connection can be used again. */
const END_WITHIN_MS = 1_000;
const MOST_BYTES = 64 * 1_024;

/** Asks an MCP endpoint what it is: `server/discover`, and when that is refused, `initialize`. */
export async function checkMcp(
  ask: Ask,
  client: ProbeClient,
  signal: AbortSignal,
  clock: Clock,
): Promise<ProbeOutcome> {
  const modern = await judged(await ask(discover(client), signal), judgeDiscover);
  if (modern !== undefined) return modern;
  const answer = await ask(initialize(client), signal);
  const session = answer.headers['mcp-session-id'];
  const hasSession = typeof session === 'string' && SESSION_ID.test(session);
  const legacy = await judged(answer, async () => {
    const verdict = await judgeInitialize(answer);
    if (hasSession) await readToEnd(answer, clock);
    return verdict;
  });
  if (hasSession) await ask(endSession(client, session), signal).catch(() => undefined);
  return legacy;
}

/** The session is ended on the connection that it began on, or not at all; so this must come to its end. */
async function readToEnd({ body }: Answer, clock: Clock): Promise<void> {
  await withDeadline(clock, END_WITHIN_MS, readBounded(body, MOST_BYTES)).catch(() => undefined);
}

/** What is left of an answer then would keep the connection from the next question. */
async function judged<T>(answer: Answer, judge: (answer: Answer) => Promise<T>): Promise<T> {
  try {
    return await judge(answer);
  } finally {
    answer.body.destroy();
  }
}
