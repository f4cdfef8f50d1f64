import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answerClientErrors } from './client-error.js';

describe(answerClientErrors.name, () => {
  let server: Server;

  beforeEach(async () => {
    server = createServer({ headersTimeout: 50, connectionsCheckingInterval: 10 });
    answerClientErrors(server, () => 0);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });

  it.each([
    ['too slow', 408, 'GET / HTTP/1.1\r\nHost:'],
    ['malformed', 400, 'rubbish\r\n\r\n'],
  ])('should end the connection of a %s client that does not', async (_name, status, sent) => {
    const accepted = once(server, 'connection');
    const { port } = server.address() as AddressInfo;
    const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    let answer = '';
    client.setEncoding('latin1').on('data', (chunk: string) => (answer += chunk));
    client.on('error', () => undefined);
    client.write(sent);
    const [socket] = (await accepted) as [import('node:net').Socket];
    // The client keeps its side open; without an end from the server this waits until the test fails.
    await once(socket, 'close');
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toContain('\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nConnection: close\r\n');
    expect(answer).toMatch(/\r\nX-Request-Id: [\w-]{36}\r\n/);
    client.destroy();
  });
});
