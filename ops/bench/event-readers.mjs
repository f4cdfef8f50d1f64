/**
 * Readers of an event stream, run as a child process: opens so many streams of a directory, and says when an awaited
 * text has come to each of them, in microseconds of the machine's monotonic clock.
 */
import { connect } from 'node:net';
import { URL } from 'node:url';

const PATH = '/mcp/resources/omega/directory/events';

/** What is awaited next, and when it came to whom. */
let awaited = 'event: ready';
let arrivals = new Map();
let readers = 0;

function open({ hostname, port }) {
  let text = '';
  const socket = connect(Number(port), hostname);
  socket.setEncoding('utf8');
  socket.write(`GET ${PATH} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
  socket.on('data', (piece) => {
    // An event may come in two pieces.
    text = text.slice(-500) + piece;
    if (arrivals.has(socket) || !text.includes(awaited)) return;
    arrivals.set(socket, Number(process.hrtime.bigint() / 1_000n));
    if (arrivals.size === readers) process.send([...arrivals.values()]);
  });
  socket.on('close', () => process.exit(1));
}

process.on('message', (message) => {
  if (message.url === undefined) {
    arrivals = new Map();
    awaited = message.awaited;
    process.send('waiting');
    return;
  }
  readers = message.readers;
  for (let reader = 0; reader < readers; reader += 1) open(new URL(message.url));
});
process.on('disconnect', () => process.exit(0));
