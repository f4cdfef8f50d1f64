/** Reads over MCP beside the same reads over HTTP, the whole list of resources by pages, and listeners. */
import { performance } from 'node:perf_hooks';
import { makeTempFolder, removeTempFolder } from './clean-up.mjs';
import { get, send } from './http-client.mjs';
import { makeManifests } from './manifests.mjs';
import { benchListening } from './mcp-listening.mjs';
import { mcpRequest, oldMcpRequest } from './mcp-requests.mjs';
import { CONNECTIONS, measure } from './measure.mjs';
import { DIRECTORY } from './rows.mjs';
import { median } from './statistics.mjs';

const SERVERS = 10_000;

const [middle] = makeManifests(SERVERS / 2, 1);

/** What is read, over both, and the least share of the HTTP route's requests. */
const READS = [
  { name: 'one server', uri: `servers/${middle.id}`, aim: 0.5 },
  { name: 'the listing, 50 servers', uri: 'servers', aim: 0.5 },
  { name: 'a search, 50 servers', uri: 'search?q=invoice' },
  { name: 'one server, 2025-11-25', uri: `servers/${middle.id}`, old: true },
];

/**
 * @param {import('./directory-process.mjs').Launcher} launcher
 * @param {{ seconds: number, rounds: number, warmUpSeconds: number, listeningSeconds: number }} options
 */
export async function benchMcp(launcher, options) {
  const dataDir = makeTempFolder();
  const directory = await launcher.start(dataDir);
  await directory.fill(SERVERS);
  const reads = [];
  for (const read of READS) {
    console.error(`measuring: MCP, ${read.name}`);
    reads.push(await benchRead(read, directory, options));
  }
  const list = await benchList(directory);
  await directory.stop();
  removeTempFolder(dataDir);
  const listening = await benchListening(launcher, options);
  const errors = [...reads, listening].reduce((sum, row) => sum + row.errors, 0);
  return { reads, list, listening, errors: errors + (list.listed < SERVERS ? 1 : 0) };
}

async function benchRead({ name, uri, aim, old }, directory, { seconds, rounds, warmUpSeconds }) {
  const http = get(`${DIRECTORY}/${uri}`);
  const params = { uri: `omega://directory/${uri}` };
  const mcp = old ? oldMcpRequest('resources/read', params) : mcpRequest('resources/read', params);
  const run = (what, duration) =>
    measure(
      directory,
      Array.from({ length: CONNECTIONS }, () => [{ ...what }]),
      200,
      duration,
    );
  const runs = [await run(http, warmUpSeconds), await run(mcp, warmUpSeconds)];
  const [overHttp, overMcp] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    overHttp.push(await run(http, seconds));
    overMcp.push(await run(mcp, seconds));
  }
  const middleOf = (all, figure) => median(all.map((one) => one[figure]));
  return {
    name,
    aim,
    mcp: middleOf(overMcp, 'perSecond'),
    http: middleOf(overHttp, 'perSecond'),
    ratio: median(overMcp.map((one, round) => one.perSecond / overHttp[round].perSecond)),
    p50: middleOf(overMcp, 'p50'),
    p99: middleOf(overMcp, 'p99'),
    errors: [...runs, ...overHttp, ...overMcp].reduce((sum, one) => sum + one.errors, 0),
  };
}

async function benchList(directory) {
  console.error(`measuring: MCP, resources/list of ${SERVERS} servers`);
  let [listed, pages, cursor] = [0, 0, undefined];
  const begin = performance.now();
  do {
    const { body } = await send(directory.url, mcpRequest('resources/list', cursor && { cursor }));
    const { result } = JSON.parse(body.toString());
    listed += result.resources.length;
    pages += 1;
    cursor = result.nextCursor;
  } while (cursor !== undefined);
  return { listed, pages, milliseconds: performance.now() - begin };
}
