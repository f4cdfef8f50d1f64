import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { always, TargetServer } from '../../../test/support/target-server.js';
import { AddressGuard } from '../guard/address-guard.js';
import { Dialler } from './dialler.js';
import type { HostLookup } from './host-lookup.js';
import { LineEnded, PinnedLine } from './pinned-line.js';

const GET = { method: 'GET', headers: {} } as const;

/** Finds the first address first, and the last one from the last look-up on. */
function rebinding(...addresses: string[]): HostLookup {
  return () => {
    const [address = ''] = addresses;
    if (addresses.length > 1) addresses.shift();
    return Promise.resolve([{ address, family: 4 }]);
  };
}

describe(PinnedLine.name, () => {
  let server: TargetServer;
  let port: number;

  beforeEach(async () => {
    server = await TargetServer.start(always(200));
    ({ port } = server);
  });

  afterEach(async () => {
    await server.stop();
  });

  it('should look a name up once in a conversation, and stay at the address', async () => {
    const inner = await TargetServer.start(always(200), '127.0.0.2', port);
    const lookUp = rebinding('127.0.0.1', '127.0.0.2');
    const dialler = new Dialler(new AddressGuard(['127.0.0.0/8']), lookUp);
    server.respond = (_request, response) => {
      response.writeHead(200, { Connection: 'close' }).end();
    };
    const { signal } = new AbortController();
    await dialler.converse(`http://rebound.test:${port}/`, async (send) => {
      for (const question of [GET, { ...GET, method: 'POST' } as const, GET]) {
        expect((await send(question, signal)).statusCode).toBe(200);
      }
    });
    expect([server.connections, inner.connections]).toEqual([3, 0]);
    await inner.stop();
  });

  it('should send a DELETE on the open connection, or not at all', async () => {
    const dialler = new Dialler(new AddressGuard(['127.0.0.1/32']), rebinding('127.0.0.1'));
    const DELETE = { ...GET, method: 'DELETE' } as const;
    const { signal } = new AbortController();
    await dialler.converse(`http://rebound.test:${port}/`, async (send) => {
      await expect(send(DELETE, signal)).rejects.toThrow(LineEnded);
      await (await send(GET, signal)).body.dump();
      await (await send(DELETE, signal)).body.dump();
    });
    await dialler.converse(`http://rebound.test:${port}/`, async (send) => {
      // What is not read of an answer ends the connection.
      server.respond = (_request, response) => response.writeHead(200).write('on and on');
      (await send(GET, signal)).body.destroy();
      await expect(send(DELETE, signal)).rejects.toThrow();
    });
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'DELETE', 'GET']);
  });
});
