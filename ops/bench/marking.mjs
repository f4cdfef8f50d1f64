/** How late a missed heartbeat is marked. */
import { setTimeout as sleep } from 'node:timers/promises';
import { get, post, send } from './http-client.mjs';
import { makeManifest } from './manifests.mjs';

const MEMBERS = 20;
const INTERVAL_SECONDS = 5;
const ASK_EVERY_MS = 20;
const GIVE_UP_MS = 30_000;

/** Numbers of members that no other part of the benchmark registers. */
const FIRST_NUMBER = 900_000;

/**
 * Registers members that then fall silent, and asks until each is shown as stale.
 * @param {{ url: string }} directory
 * @returns {Promise<number>} the longest time in milliseconds from the end of a lease to the mark, as a reader sees it
 */
export async function longestMarkDelay({ url }) {
  const delays = [];
  for (let member = 0; member < MEMBERS; member += 1) {
    const manifest = {
      ...makeManifest(FIRST_NUMBER + member),
      heartbeat_interval_seconds: INTERVAL_SECONDS,
    };
    const { body } = await send(url, post('/servers/register', manifest));
    delays.push(markDelay(url, manifest.id, Date.parse(JSON.parse(body).lease.expires_at)));
    // Spread over the time between two sweeps.
    await sleep(37);
  }
  return Math.max(...(await Promise.all(delays)));
}

async function markDelay(url, id, expiresAt) {
  await sleep(expiresAt - Date.now() - ASK_EVERY_MS);
  while (Date.now() < expiresAt + GIVE_UP_MS) {
    const { body } = await send(url, get(`/mcp/resources/omega/directory/servers/${id}`));
    if (JSON.parse(body).status === 'stale') return Date.now() - expiresAt;
    await sleep(ASK_EVERY_MS);
  }
  throw new Error(`${id} was not marked within ${GIVE_UP_MS / 1_000} s`);
}
