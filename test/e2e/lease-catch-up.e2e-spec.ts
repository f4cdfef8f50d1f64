import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type HeardLease, LeaseTable, type LeaseEvents } from '../../src/leases/lease-table.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import { CountedTime } from '../../src/records/counted-time.service.js';
import { LeaseKeeper } from '../../src/liveness/keeping/lease-keeper.service.js';
import { LeaseUpkeep } from '../../src/liveness/keeping/lease-upkeep.service.js';
import { manifest } from '../support/example-manifest.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

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
    await (await startLeases()).returned(ids.map((id) => heard(id, 0)));
    expect(added).toEqual(ids.slice(1));
  });

  it('should bring a server back only when they are not older than its mark', async () => {
    const servers = ['older', 'newer'].map((id) => manifest(id, { heartbeat_interval_seconds: 5 }));
    await directory.http.post('/servers/batch/register').send({ servers }).expect(200);
    await directory.pass(16);
    const markedAt = directory.app.get(CountedTime).now;
    const { returned } = await startLeases();
    await returned([heard('older', markedAt - 5_000), heard('newer', markedAt)]);
    const statuses = ['older', 'newer'].map(async (id) => {
      const { body: entry } = (await directory.http
        .get(`${DIRECTORY}/servers/${id}`)
        .expect(200)) as { body: { status: string } };
      return entry.status;
    });
    expect(await Promise.all(statuses)).toEqual(['stale', 'healthy']);
    const leases = directory.app.get(LeaseTable);
    expect(await leases.find({ ...DEFAULT_SCOPE, id: 'older' })).toMatchObject({ phase: 'stale' });
  });

  /** What the leases call when they are back. */
  async function startLeases(): Promise<LeaseEvents> {
    let events: LeaseEvents | undefined;
    directory.app.get(LeaseTable).start = (_countedTime, given) => {
      events = given;
      return Promise.resolve();
    };
    await directory.app.get(LeaseUpkeep).start(directory.app.get(CountedTime));
    if (events === undefined) throw new Error('The leases were not started');
    return events;
  }
});

function heard(id: string, heardAt: number): HeardLease {
  return { ...DEFAULT_SCOPE, id, heardAt };
}
