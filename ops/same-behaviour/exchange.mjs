/** One request as bytes on a connection of its own, and all that comes back. */
import { Buffer } from 'node:buffer';
import { connect } from 'node:net';
import { clearTimeout, setTimeout } from 'node:timers';

const LIMIT_MS = 10_000;
/** How long a stream must be silent before what it sent counts as all. */
const QUIET_MS = 400;

/**
 * @typedef {{ method: string, path: string, headers?: Record<string, string | readonly string[]>, body?: string,
 *   raw?: string, stream?: boolean }} Request `raw`: the bytes instead of all else; `stream`: the answer does not end
 */

/**
 * @param {number} port
 * @param {Request} request
 * @returns {Promise<string>} the answer as it came, one byte a character
 */
export function exchange(port, request) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunks = [];
    let timer = setTimeout(() => socket.destroy(new Error('no answer in time')), LIMIT_MS);
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(Buffer.concat(chunks).toString('latin1'));
    };
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      if (!request.stream) return;
      clearTimeout(timer);
      timer = setTimeout(end, QUIET_MS);
    });
    socket.once('end', end);
    socket.once('error', (error) => {
      clearTimeout(timer);
      if (chunks.length > 0) end();
      else reject(error);
    });
    socket.write(bytesOf(request));
  });
}

/** @param {Request} request */
function bytesOf({ method, path, headers = {}, body, raw }) {
  if (raw !== undefined) return Buffer.from(raw, 'latin1');
  const all = { Host: 'localhost:9405', Connection: 'close', ...headers };
  if (body !== undefined) {
    all['Content-Type'] ??= 'application/json';
    all['Content-Length'] ??= String(Buffer.byteLength(body));
  }
  const lines = Object.entries(all).flatMap(([name, value]) =>
    [value].flat().map((one) => `${name}: ${one}`),
  );
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body ?? ''}`);
}
