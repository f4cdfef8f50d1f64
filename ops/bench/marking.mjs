/** When missed heartbeats are marked. */
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { get, post, send } from './http-client.mjs';
import { makeManifest } from './manifests.mjs';

export const MEMBERS = 24;

/** Of a lease of 15 seconds. */
const INTERVAL_SECONDS = 5;

const LOOK_FROM_MS = 14_500;
const LOOK_EVERY_MS = 10;
const GIVE_UP_MS = 45_000;

/** Numbers of members that no other part of the benchmark registers. */
const FIRST_NUMBER = 900_000;

/**
 * Registers members that send one heartbeat and fall silent, and asks until each is shown as stale. The directory
 * takes a heartbeat some time between the member's call and its answer: what is earliest counts from the answer,
 * what is latest from the call.
 * @param {{ url: string }} directory
 * @returns {Promise<{ earliest: number, latest: number }>} seconds
 */
export async function markingTimes({ url }) {
  const marks = [];
  for (let member = 0; member < MEMBERS; member += 1) {
    const manifest = {
      ...makeManifest(FIRST_NUMBER + member),
      heartbeat_interval_seconds: INTERVAL_SECONDS,
    };
    await send(url, post('/servers/register', manifest));
    const calledAt = performance.now();
    const { status } = await send(url, post('/servers/heartbeat', { id: manifest.id }));
    const answeredAt = performance.now();
    if (status !== 200) throw new Error(`A heartbeat was answered with ${status}`);
    const marked = stale(url, manifest.id, answeredAt);
    marks.push(marked.then((at) => ({ earliest: at - answeredAt, latest: at - calledAt })));
    // Spread over the time between two sweeps.
    await sleep(37);
  }
  const times = await Promise.all(marks);
  return {
    earliest: Math.min(...times.map(({ earliest }) => earliest)) / 1_000,
    latest: Math.max(...times.map(({ latest }) => latest)) / 1_000,
  };
}

/** When a reader sees it. */
async function stale(url, id, heardAt) {
  await sleep(LOOK_FROM_MS);
  while (performance.now() < heardAt + GIVE_UP_MS) {
    const { body } = await send(url, get(`/mcp/resources/omega/directory/servers/${id}`));
    if (JSON.parse(body).status === 'stale') return performance.now();
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error(`${id} was not marked within ${GIVE_UP_MS / 1_000} s`);
}
