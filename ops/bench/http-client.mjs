/** Single requests over loopback; load as fast as it goes comes from autocannon. */
import { Buffer } from 'node:buffer';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';

const TIMEOUT_MS = 60_000;

const oneConnection = new Agent({ keepAlive: true, maxSockets: 1 });

/**
 * A request as autocannon takes it.
 * @typedef {{ method: string, path: string, headers?: Record<string, string>, body?: string }} Request
 * @typedef {{ status: number, contentType: string, body: Buffer }} Answer
 */

/**
 * @param {string} path
 * @returns {Request}
 */
export function get(path) {
  return { method: 'GET', path };
}

/**
 * @param {string} path
 * @param {object} value
 * @returns {Request}
 */
export function post(path, value) {
  const headers = { 'Content-Type': 'application/json' };
  return { method: 'POST', path, headers, body: JSON.stringify(value) };
}

/**
 * Sends one request and waits for the whole answer.
 * @param {string} url of the server
 * @param {Request} what
 * @param {Agent} [agent] other connections than the one that all share
 * @returns {Promise<Answer>}
 */
export function send(url, { method, path, headers = {}, body = '' }, agent = oneConnection) {
  return new Promise((resolve, reject) => {
    const options = { method, agent, timeout: TIMEOUT_MS };
    options.headers =
      body === '' ? headers : { ...headers, 'Content-Length': Buffer.byteLength(body) };
    const outgoing = request(url + path, options, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const contentType = response.headers['content-type'] ?? '';
        resolve({ status: response.statusCode ?? 0, contentType, body: Buffer.concat(chunks) });
      });
    });
    outgoing.once('timeout', () => outgoing.destroy(new Error(`${method} ${path}: no answer`)));
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

/**
 * A port that was free a moment ago.
 * @returns {Promise<number>}
 */
export function findFreePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
