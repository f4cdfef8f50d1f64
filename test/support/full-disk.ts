import { ManifestStore } from '../../src/storage/manifest-store.js';
import type { SqliteThread } from '../../src/storage/embedded/sqlite-thread.js';
import type { WorkerCall } from '../../src/storage/embedded/worker-protocol.js';
import type { TestApp } from './test-app.js';

const WRITES: ReadonlySet<WorkerCall['op']> = new Set([
  'commit',
  'raiseFence',
  'putSetting',
  'raiseMark',
  'tryWrite',
]);

/**
 * Lets the embedded store of a directory refuse its writes as SQLite does on a full disk. `test/faults/` has real ones;
 * here a test sets the time.
 */
export class FullDisk {
  isFull = false;

  constructor(directory: TestApp) {
    const thread = Reflect.get(directory.app.get(ManifestStore), 'thread') as SqliteThread;
    const call = thread.call.bind(thread);
    thread.call = ((asked: WorkerCall) =>
      this.isFull && WRITES.has(asked.op)
        ? Promise.reject(new Error('database or disk is full'))
        : call(asked)) as SqliteThread['call'];
  }
}
