import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { verifyCommand } from '../../src/client/command/verify-command.js';
import { ManualClock } from '../support/manual-clock.js';

describe('npm run verify', () => {
  it('should not read an answer that has no end', async () => {
    const endless = createServer((_request, response) => {
      const piece = Buffer.alloc(1_048_576, 'a');
      const more = (): void => {
        while (!response.destroyed && response.write(piece));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    endless.listen(0, '127.0.0.1');
    await once(endless, 'listening');
    const { port } = endless.address() as AddressInfo;
    const stdout = new PassThrough({ encoding: 'utf8' });
    const stderr = new PassThrough({ encoding: 'utf8' });
    const io = { stdout, stderr, clock: new ManualClock() };
    expect(await verifyCommand([`http://127.0.0.1:${port}`], io)).toBe(2);
    expect(stderr.read()).toMatch(/an answer of more than 256 MiB/);
    endless.closeAllConnections();
    endless.close();
    await once(endless, 'close');
  });
});
