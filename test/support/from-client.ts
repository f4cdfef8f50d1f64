import { clientAt, setClient } from '../../src/common/http/client.js';
import type { TestApp } from './test-app.js';

/** The header that names the address from which a request of a test is said to come. */
export const FROM = 'x-test-client';

/** Makes a directory take the address of a request from the header {@link FROM}, as if it came from there. */
export function takeClientsFromHeader({ app }: TestApp): void {
  app.getHttpServer().prependListener('request', (request) => {
    const address = request.headers[FROM];
    if (typeof address === 'string') setClient(request, clientAt(address));
  });
}
