import type { IncomingMessage } from 'node:http';
import { clientAt, setClient } from '../../src/common/http/client.js';
import type { TestApp } from './test-app.js';

/** The header in which a test says where its request comes from. */
export const FROM = 'x-test-from';

/** Lets requests come from the addresses that they name, as if they did: all clients of a test are on this machine. */
export function nameAddresses({ app }: TestApp): void {
  app.getHttpServer().prependListener('request', (request: IncomingMessage) => {
    const address = request.headers[FROM];
    if (typeof address === 'string') setClient(request, clientAt(address));
  });
}
