import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CatalogEntry } from '../../src/catalog/catalog-entry.js';
import { SnapshotDocuments } from '../../src/catalog/snapshot-documents.service.js';
import { manifest } from '../support/example-manifest.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

const SNAPSHOT = `${DIRECTORY}/snapshot`;

/** More leaves than the buffers between server and client hold. */
const LEAVES = 200_000;

describe('A snapshot that is not sent to its end', () => {
  let directory: TestApp;
  let faults: unknown[];

  beforeEach(async () => {
    directory = await startTestApp({ listen: true });
    await directory.http.post('/servers/register').send(manifest('a')).expect(201);
    faults = [];
    directory.app.useLogger({
      log: () => undefined,
      warn: () => undefined,
      error: (fault: unknown) => faults.push(fault),
    });
  });

  afterEach(async () => {
    await directory.end();
  });

  /** Makes something else of the listing that is sent. */
  function serve(change: (entries: readonly CatalogEntry[]) => CatalogEntry[]): void {
    const documents = directory.app.get(SnapshotDocuments);
    const frozen = documents.frozen.bind(documents);
    documents.frozen = async (scope) => {
      const listing = await frozen(scope);
      return { ...listing, entries: change(listing.entries) };
    };
  }

  async function open(): Promise<IncomingMessage> {
    const request = get(`${await directory.app.getUrl()}${SNAPSHOT}?entries=1`);
    request.on('error', () => undefined);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  }

  it('should be cut off when it cannot be made, and be told to the operator', async () => {
    serve((entries) => [...entries, {} as CatalogEntry]);
    const read = open().then((response) => response.toArray());
    await expect(read).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(faults).toMatchObject([{ err: expect.any(TypeError) as unknown }]);
  });

  it('should be nothing to speak of when the reader has left', async () => {
    serve(([entry]) => (entry === undefined ? [] : Array.from({ length: LEAVES }, () => entry)));
    const response = await open();
    response.on('error', () => undefined).destroy();
    await once(response, 'close');
    while ((await openConnections()) > 0) await turn();
    await directory.http.get(SNAPSHOT).expect(200);
    expect(faults).toEqual([]);
  });

  function openConnections(): Promise<number> {
    return new Promise((resolve, reject) => {
      directory.app.getHttpServer().getConnections((error: Error | null, count: number) => {
        if (error === null) resolve(count);
        else reject(error);
      });
    });
  }
});
