import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LeaseTable, type LeaseEvents } from '../../src/leases/lease-table.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import { CountedTime } from '../../src/registry/counted-time.service.js';
import { LeaseKeeper } from '../../src/registry/leases/lease-keeper.service.js';
import { LeaseUpkeep } from '../../src/registry/leases/lease-upkeep.service.js';
import { manifest } from '../support/example-manifest.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** More than are caught up on at once. */
const SERVERS = 501;

describe('Heartbeats that were kept while the leases were away', () => {
  let directory: TestApp;

  beforeEach(async () => {
    directory = await startTestApp();
  });

  afterEach(() => directory.end());

  it('should all be added, though one of them cannot be', async () => {
    const ids = Array.from({ length: SERVERS }, (_, index) => `s${index}`);
    const servers = ids.map((id) => manifest(id));
    await directory.http.post('/servers/batch/register').send({ servers }).expect(200);
    const keeper = directory.app.get(LeaseKeeper);
    const added: string[] = [];
    keeper.hear = ({ id }) => {
      if (id === 's0') return Promise.reject(new Error('the database is away'));
      added.push(id);
      return Promise.resolve(null);
    };
    let events: LeaseEvents | undefined;
    directory.app.get(LeaseTable).start = (_countedTime, given) => {
      events = given;
      return Promise.resolve();
    };
    await directory.app.get(LeaseUpkeep).start(directory.app.get(CountedTime));
    await events?.returned(ids.map((id) => ({ ...DEFAULT_SCOPE, id })));
    expect(added).toEqual(ids.slice(1));
  });
});
