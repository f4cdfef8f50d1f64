/**
 * The measure of all rows: a server of `node:http` and nothing else, run as a child process. It is told the answers
 * of a row beforehand and gives them in turn; like any server it reads the whole body of a POST first.
 */
import { Buffer } from 'node:buffer';
import { createServer } from 'node:http';

/** @type {import('./http-client.mjs').Answer[]} */
let answers = [];
let turn = 0;

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    answer(response);
    return;
  }
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    Buffer.concat(chunks);
    answer(response);
  });
});

function answer(response) {
  const { status, contentType, body } = answers[turn];
  turn = (turn + 1) % answers.length;
  response.writeHead(status, { 'Content-Type': contentType, 'Content-Length': body.length });
  response.end(body);
}

process.on('message', (message) => {
  answers = message.map((one) => ({ ...one, body: Buffer.from(one.body) }));
  turn = 0;
  process.send({ taken: true });
});
process.on('disconnect', () => process.exit(0));

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
