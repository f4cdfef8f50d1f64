/** Load from this process on a server in another one. */
import { performance } from 'node:perf_hooks';
import autocannon from 'autocannon';
import { cpuSeconds } from './process-facts.mjs';
import { percentile } from './statistics.mjs';

export const CONNECTIONS = 32;

const TIMEOUT_SECONDS = 10;

/** Autocannon looks this often (ms) whether the time is up. */
const LOOK_EVERY_MS = 50;

/**
 * Loads a server from as many connections as there are lists of requests, each of which sends its own requests in turn, the next one when
 * the last one is answered.
 * @param {{ url: string, pid: number }} server
 * @param {import('./http-client.mjs').Request[][]} requests one list a connection
 * @param {number} status the only one that counts as right
 * @param {number} seconds
 */
export async function measure(server, requests, status, seconds) {
  let connection = 0;
  const cannon = autocannon({
    url: server.url,
    connections: requests.length,
    duration: seconds,
    sampleInt: LOOK_EVERY_MS,
    timeout: TIMEOUT_SECONDS,
    setupClient: (client) => {
      client.setRequests(requests[connection]);
      connection += 1;
    },
  });
  const latencies = [];
  let [wrong, begin, end, cpuBefore] = [0, NaN, NaN, NaN];
  cannon.on('start', () => {
    begin = performance.now();
    cpuBefore = cpuSeconds(server.pid);
  });
  cannon.on('response', (_client, got, _bytes, milliseconds) => {
    end = performance.now();
    latencies.push(milliseconds);
    if (got !== status) wrong += 1;
  });
  const { errors } = await cannon;
  const count = latencies.length;
  return {
    count,
    perSecond: count / ((end - begin) / 1_000),
    cpuMicroseconds: ((cpuSeconds(server.pid) - cpuBefore) / count) * 1e6,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    errors: errors + wrong + (count === 0 ? 1 : 0),
  };
}

/** Deals the requests out to the connections; with too few of them all connections send all. */
export function deal(requests) {
  const hands = Array.from({ length: CONNECTIONS }, () => []);
  if (requests.length < CONNECTIONS) return hands.map(() => requests.map((one) => ({ ...one })));
  requests.forEach((request, index) => hands[index % CONNECTIONS].push(request));
  return hands;
}
