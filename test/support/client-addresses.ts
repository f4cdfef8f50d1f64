import type { IncomingMessage } from 'node:http';
import type { TestApp } from './test-app.js';

/** The header in which a test says where its request comes from. */
export const FROM = 'x-test-from';

/** Lets requests come from the addresses that they name, as if they did: all clients of a test are on this machine. */
export function nameAddresses({ app }: TestApp): void {
  app.getHttpServer().prependListener('request', ({ headers, socket }: IncomingMessage) => {
    // Connections are used again, by whatever address comes next.
    const value = headers[FROM] ?? '127.0.0.1';
    Object.defineProperty(socket, 'remoteAddress', { value, configurable: true });
  });
}
