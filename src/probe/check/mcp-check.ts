import type { Answer, Ask } from '../dial/dialler.js';
import { judgeDiscover, judgeInitialize } from './mcp-verdict.js';
import { discover, endSession, initialize, type ProbeClient } from './mcp-questions.js';
import type { ProbeOutcome } from './probe-outcome.js';

/** The visible characters that a session id is made of (MCP 2025-11-25, "Session Management"). */
const SESSION_ID = /^[\x21-\x7e]{1,512}$/;

/** Asks an MCP endpoint what it is: `server/discover`, and when that is refused, `initialize`. */
export async function checkMcp(
  ask: Ask,
  url: string,
  client: ProbeClient,
  signal: AbortSignal,
): Promise<ProbeOutcome> {
  const modern = await judged(await ask(url, discover(client), signal), judgeDiscover);
  if (modern !== undefined) return modern;
  const answer = await ask(url, initialize(client), signal);
  const legacy = await judged(answer, judgeInitialize);
  const session = answer.headers['mcp-session-id'];
  if (typeof session === 'string' && SESSION_ID.test(session)) {
    await ask(url, endSession(client, session), signal).catch(() => undefined);
  }
  return legacy;
}

/** What is left of an answer then would keep the connection from the next question. */
async function judged<T>(answer: Answer, judge: (answer: Answer) => Promise<T>): Promise<T> {
  try {
    return await judge(answer);
  } finally {
    answer.body.destroy();
  }
}
