/**
 * Listeners of `subscriptions/listen`, run as a child process: opens so many, each for the list, the listing and its share
 * of the servers, and notes which server each was told of when, in microseconds of the machine's monotonic clock.
 */
import { Buffer } from 'node:buffer';
import { connect } from 'node:net';
import { URL } from 'node:url';
import { listenRequest } from './mcp-requests.mjs';

const LISTING = 'omega://directory/servers';
const ACKNOWLEDGED = 'notifications/subscriptions/acknowledged';

let arrivals = [];

/** @returns {Promise<void>} until it is acknowledged */
function open({ hostname, port }, ids) {
  const uris = ids.map((id) => `${LISTING}/${id}`);
  const { method, path, headers, body } = listenRequest([LISTING, ...uris]);
  const lines = Object.entries({
    Host: hostname,
    ...headers,
    'Content-Length': Buffer.byteLength(body),
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect(Number(port), hostname);
  socket.setEncoding('utf8');
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
  socket.on('close', () => process.exit(1));
  return new Promise((resolve) => {
    let rest = '';
    socket.on('data', (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        if (line.includes(ACKNOWLEDGED)) resolve();
        else note(line);
      }
    });
  });
}

function note(line) {
  const id = /"uri":"omega:\/\/directory\/servers\/([^"]+)"/.exec(line)?.[1];
  if (id !== undefined) arrivals.push({ id, at: Number(process.hrtime.bigint() / 1_000n) });
}

/** `url`, `listeners` and `ids`: listen, each to as many-th of the servers as there are `shares`; `tell`: what came. */
process.on('message', async ({ url, listeners, ids, shares }) => {
  if (url === undefined) {
    process.send(arrivals);
    arrivals = [];
    return;
  }
  for (let listener = 0; listener < listeners; listener += 1) {
    const own = ids.filter((_, index) => index % shares === listener % shares);
    await open(new URL(url), own);
  }
  process.send('listening');
});
process.on('disconnect', () => process.exit(0));
