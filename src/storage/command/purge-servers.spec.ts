import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { purgeServers } from './purge-servers.js';
import { damagedServer, StoredServers, type StoredServer } from './stored-servers.js';

/** A store in memory that notes what is done to it; its second deletion may fail. */
class NotedServers extends StoredServers {
  readonly label = 'the store';
  readonly done: string[] = [];

  constructor(
    private readonly size: number,
    private readonly fails: boolean,
  ) {
    super();
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- what is in memory is there at once
  async *all(): AsyncGenerator<StoredServer> {
    for (let number = 0; number < this.size; number += 1) {
      const id = `s${number}`;
      yield damagedServer({
        tenant: 'default',
        id,
        revision: 1,
        bytes: 1,
        registeredFrom: '',
        reason: 'torn',
      });
    }
  }

  delete(servers: readonly StoredServer[]): Promise<void> {
    const again = this.done.some((what) => what.startsWith('delete'));
    if (this.fails && again) return Promise.reject(new Error('the process was killed'));
    this.done.push(`delete ${servers.length}`);
    return Promise.resolve();
  }

  renewEpoch(): Promise<void> {
    this.done.push('renew');
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const output = () => ({ stdout: new PassThrough(), stderr: new PassThrough() });

describe(purgeServers.name, () => {
  it('should make the positions of readers worthless before it deletes the first server', async () => {
    const store = new NotedServers(250, true);
    await expect(purgeServers(store, store.all(), false, output())).rejects.toThrow('killed');
    expect(store.done).toEqual(['renew', 'delete 100']);
  });

  it('should do so once, and not at all when it deletes nothing', async () => {
    const store = new NotedServers(250, false);
    await purgeServers(store, store.all(), false, output());
    expect(store.done).toEqual(['renew', 'delete 100', 'delete 100', 'delete 50']);
    const empty = new NotedServers(0, false);
    await purgeServers(empty, empty.all(), false, output());
    const looked = new NotedServers(3, false);
    await purgeServers(looked, looked.all(), true, output());
    expect([empty.done, looked.done]).toEqual([[], []]);
  });
});
