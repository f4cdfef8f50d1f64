import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from '@jest/globals';

/**
 * What some tests need and a machine may not have: a running Redis or MongoDB, or the program `redis-server` to start
 * and end some of its own.
 */
export type Service = 'redis' | 'mongodb' | 'redis-server';

/** Where the tests find a Redis of their own; `undefined` = there is none. */
export function testRedisUrl(): string | undefined {
  return read('TEST_REDIS_URL');
}

/** Where the tests find a MongoDB of their own; `undefined` = there is none. */
export function testMongodbUri(): string | undefined {
  return read('TEST_MONGODB_URI');
}

/**
 * A `describe` for tests that make the primary of a real replica set step down. Without one they are skipped, also with
 * `REQUIRE_SERVICES=1`: few machines have one.
 */
export function describeOnReplicaSet(name: string, body: (uri: string) => void): void {
  const uri = read('TEST_MONGODB_REPLICA_SET');
  if (uri === undefined) {
    describe.skip(`${name} (skipped: TEST_MONGODB_REPLICA_SET is not set)`, () => {
      body('mongodb://127.0.0.1:1/?replicaSet=none');
    });
    return;
  }
  describe(name, () => {
    body(uri);
  });
}

/** Addresses of the services that were needed; the others' are empty. */
export interface Urls {
  readonly redis: string;
  readonly mongodb: string;
}

/**
 * A `describe` for tests that need services. Where one is missing they are skipped, which is said once; with
 * `REQUIRE_SERVICES=1`, as in CI, they fail instead: what must not be left out can't be left out unseen.
 */
export function describeWithServices(
  name: string,
  needs: readonly Service[],
  body: (urls: Urls) => void,
): void {
  const reason = needs.map(missing).find((what) => what !== undefined);
  if (reason === undefined) {
    describe(name, () => {
      body({ redis: testRedisUrl() ?? '', mongodb: testMongodbUri() ?? '' });
    });
    return;
  }
  if (process.env['REQUIRE_SERVICES'] === '1') {
    describe(name, () => {
      it('should have the services that it needs', () => {
        throw new Error(`${reason}, and REQUIRE_SERVICES=1 says that nothing is skipped.`);
      });
    });
    return;
  }
  process.stderr.write(`Skipped: ${name} (${reason})\n`);
  describe.skip(name, () => {
    body({ redis: 'redis://127.0.0.1:1', mongodb: 'mongodb://127.0.0.1:1' });
  });
}

function missing(service: Service): string | undefined {
  switch (service) {
    case 'redis':
      return testRedisUrl() === undefined ? 'TEST_REDIS_URL is not set' : undefined;
    case 'mongodb':
      return testMongodbUri() === undefined ? 'TEST_MONGODB_URI is not set' : undefined;
    case 'redis-server':
      return isInstalled('redis-server') ? undefined : 'redis-server is not installed';
  }
}

function isInstalled(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function read(variable: string): string | undefined {
  const value = process.env[variable];
  return value === undefined || value === '' ? undefined : value;
}
