/** The rows of the first table: which requests each one sends. */
import { get, post } from './http-client.mjs';
import { makeManifest, makeManifests, makeSearchText } from './manifests.mjs';

/** Servers that the directory holds while the rows are measured. */
export const SERVERS = 1_000;

export const DIRECTORY = '/mcp/resources/omega/directory';

/**
 * Requests that are prepared for each second; no single process gets there with these rows. A server that did would
 * be sent the same manifests again, and their answers (200) would count as wrong.
 */
const MOST_SEARCHES = 10_000;
const MOST_REGISTRATIONS = 15_000;

const known = makeManifests(0, SERVERS);
let nextServer = SERVERS;
let nextSearch = 0;

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {number} [aim] the least share of the bare server's requests per second
 * @property {number} status the right answer
 * @property {(seconds: number) => import('./http-client.mjs').Request[]} requests to be sent in about that time;
 *   they are repeated when they do not suffice
 */

/** @type {readonly Row[]} */
export const ROWS = [
  {
    name: 'one server',
    status: 200,
    requests: () => [get(`${DIRECTORY}/servers/${known[SERVERS / 2].id}`)],
  },
  {
    name: 'list, page of 50',
    aim: 0.35,
    status: 200,
    requests: () => [get(`${DIRECTORY}/servers?limit=50`)],
  },
  {
    name: 'list by tag, page of 50',
    status: 200,
    requests: () => [get(`${DIRECTORY}/servers?tag=security&limit=50`)],
  },
  {
    name: 'search, one text',
    status: 200,
    requests: () => [get(searchPath('invoice'))],
  },
  {
    name: 'search, always another text',
    status: 200,
    requests: (seconds) =>
      times(MOST_SEARCHES * seconds, () => get(searchPath(makeSearchText(nextSearch++)))),
  },
  {
    name: 'heartbeat',
    aim: 0.25,
    status: 200,
    requests: () => known.map(({ id }) => post('/servers/heartbeat', { id })),
  },
  {
    name: 'register, same manifest again',
    status: 200,
    requests: () => known.map((manifest) => post('/servers/register', manifest)),
  },
  {
    name: 'register, new manifest (durable)',
    status: 201,
    requests: (seconds) =>
      times(MOST_REGISTRATIONS * seconds, () =>
        post('/servers/register', makeManifest(nextServer++)),
      ),
  },
];

export function searchPath(text, limit = 10) {
  return `${DIRECTORY}/search?q=${encodeURIComponent(text)}&limit=${limit}`;
}

function times(count, make) {
  return Array.from({ length: Math.ceil(count) }, make);
}
