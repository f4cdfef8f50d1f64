/**
 * Sends heartbeats at a steady pace, in a process of its own: each request at its time, whether those before it are
 * answered or not. So a directory that is held up gets no pause, and its answers are late from when they were due.
 */
import { Agent } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { post, send } from './http-client.mjs';
import { percentile } from './statistics.mjs';

const CONNECTIONS = 64;

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

process.on('message', async (order) => process.send(await run(order)));
process.on('disconnect', () => process.exit(0));

/** @param {{ url: string, ids: string[], perSecond: number, batch: number, seconds: number }} order */
async function run({ url, ids, perSecond, batch, seconds }) {
  const requestsPerSecond = perSecond / batch;
  const total = Math.round(requestsPerSecond * seconds);
  const requests = makeRequests(ids, batch);
  const latencies = [];
  const lateness = [];
  const under = [];
  let errors = 0;
  const begin = performance.now();
  for (let sent = 0; sent < total; await sleep(1)) {
    const dueCount = Math.min(total, ((performance.now() - begin) / 1_000) * requestsPerSecond);
    for (; sent < dueCount; sent += 1) {
      const dueAt = begin + (sent / requestsPerSecond) * 1_000;
      lateness.push(performance.now() - dueAt);
      const answered = send(url, requests[sent % requests.length], agent).then(
        (answer) => {
          latencies.push(performance.now() - dueAt);
          errors += countErrors(answer, batch);
        },
        () => {
          errors += batch;
        },
      );
      under.push(answered);
    }
  }
  await Promise.all(under);
  const taken = Math.max(seconds, (performance.now() - begin) / 1_000);
  return {
    perSecond: (total * batch) / taken,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    lateP99: percentile(lateness, 0.99),
    errors,
  };
}

function makeRequests(ids, batch) {
  if (batch === 1) return ids.map((id) => post('/servers/heartbeat', { id }));
  const count = Math.ceil(ids.length / batch);
  return Array.from({ length: count }, (_, index) => {
    const heartbeats = ids.slice(index * batch, (index + 1) * batch).map((id) => ({ id }));
    return post('/servers/batch/heartbeat', { heartbeats });
  });
}

function countErrors({ status, body }, batch) {
  if (status !== 200) return batch;
  if (batch === 1) return 0;
  return JSON.parse(body).results.filter((result) => result.status !== 200).length;
}
