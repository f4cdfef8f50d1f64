import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DirectoryProcess } from '../support/directory-process.js';
import { describeWithServices } from '../support/services.js';
import { tempDir } from '../support/temp-dir.js';
import { DIRECTORY } from '../support/test-app.js';
import type { Listing } from './support/entry.js';
import { Forwarder } from './support/forwarder.js';
import { allHaveLostABackend, allReachBackends } from './support/observe.js';
import type { Replica } from './support/replica.js';
import { Scene } from './support/scene.js';
import { waitUntil } from './support/wait-until.js';

const PASSWORD = 'right-and-kept-quiet';
const WRONG = 'wrong-and-kept-quiet';
const SECRET = { FED_DIR_SIGNING_SECRET: 'q7h2-Zk1b-93nX-vv0T-uu58-Lm4c-ee6R' };
const NOTICED_WITHIN_MS = 10_000;
const SERVES_WITHIN_MS = 15_000;

const MONGODB_URI = 'mongodb://127.0.0.1:1/x';
const REDIS_URL = 'redis://127.0.0.1:1';

const REFUSED: readonly (readonly [string, Record<string, string>, RegExp])[] = [
  [
    'a MONGODB_URI of another kind',
    { ...SECRET, MONGODB_URI: `http://u:${WRONG}@127.0.0.1/x` },
    /MONGODB_URI must be like mongodb:/,
  ],
  [
    'a MONGODB_URI without a host',
    { ...SECRET, MONGODB_URI: 'mongodb://' },
    /MONGODB_URI must be like mongodb:/,
  ],
  [
    'a MONGODB_URI with an unknown option',
    { ...SECRET, MONGODB_URI: `mongodb://u:${WRONG}@127.0.0.1:1/x?nonsense=1`, REDIS_URL },
    /MONGODB_URI: .*nonsense/,
  ],
  [
    'a REDIS_URL of another kind',
    { ...SECRET, MONGODB_URI, REDIS_URL: `http://:${WRONG}@127.0.0.1` },
    /REDIS_URL must be like redis:/,
  ],
  [
    'a REDIS_URL with a database that is none',
    { ...SECRET, MONGODB_URI, REDIS_URL: `redis://:${WRONG}@127.0.0.1/first` },
    /REDIS_URL must be like redis:/,
  ],
  ['a REDIS_URL alone', { ...SECRET, REDIS_URL }, /REDIS_URL is set without MONGODB_URI/],
  [
    'a MONGODB_URI without a secret',
    { MONGODB_URI, REDIS_URL },
    /FED_DIR_SIGNING_SECRET .*required with MONGODB_URI/,
  ],
];

describe('A wrong configuration', () => {
  it.each(REFUSED)('should be refused with a clear message: %s', async (_what, env, message) => {
    const data = await tempDir();
    const failure: unknown = await DirectoryProcess.start(data.path, env).catch(
      (error: unknown) => error,
    );
    await data.remove();
    const text = String(failure);
    expect(text).toMatch(/ended with code 1:/);
    expect(text).toMatch(message);
    expect(text).not.toContain(WRONG);
    expect(text).not.toMatch(/\n\s+at /);
  });
});

describeWithServices(
  'A replica that is set up wrongly',
  ['mongodb', 'redis-server'],
  ({ mongodb }) => {
    let scene: Scene;
    const forwarders: Forwarder[] = [];

    beforeAll(async () => {
      scene = await Scene.start({ mongodb, replicas: () => [{}, {}], password: PASSWORD });
    }, 90_000);

    afterEach(async () => {
      for (const forwarder of forwarders.splice(0)) await forwarder.close();
    });

    afterAll(async () => {
      await scene.end();
    }, 90_000);

    async function forwarder(): Promise<Forwarder> {
      const made = await Forwarder.create();
      forwarders.push(made);
      return made;
    }

    const answers = async ({ url }: Replica, path: string): Promise<number> =>
      (await scene.load.client.get(`${url}${path}`)).status;

    const says = ({ output }: Replica, message: RegExp): Promise<number | undefined> =>
      waitUntil(() => output.some((line) => message.test(line)), NOTICED_WITHIN_MS);

    async function servesAll({ url }: Replica): Promise<boolean> {
      const listing = await scene.load.client.getJson<Listing>(
        `${url}${DIRECTORY}/servers?q=member&limit=500`,
      );
      const listed = new Set(listing.servers.map(({ id }) => id));
      return scene.load.members.every(({ id }) => listed.has(id));
    }

    it('should not start with wrong credentials for MongoDB, and say so', async () => {
      const stranger = await scene.cluster.stranger('wrong-credentials', (shared) => {
        const uri = new URL(shared.MONGODB_URI);
        Object.assign(uri, { username: 'somebody', password: WRONG });
        return { MONGODB_URI: uri.href };
      });
      const failure: unknown = await stranger.start().catch((error: unknown) => error);
      expect(String(failure)).toMatch(/ended with code 1:\n/);
      expect(String(failure)).toMatch(/MONGODB_URI: .*[Aa]uthentication failed/);
      expect(String(failure)).not.toContain(WRONG);
    });

    it('should say that Redis refuses its password, read, and mark nobody', async () => {
      const stranger = await scene.cluster.stranger('wrong-password', (shared) => ({
        REDIS_URL: shared.REDIS_URL.replace(PASSWORD, WRONG),
      }));
      await stranger.launch();
      expect(await says(stranger, /Redis .*refuses the password/)).toBeDefined();
      expect(await waitUntil(() => servesAll(stranger), SERVES_WITHIN_MS)).toBeDefined();
      const { client } = scene.load;
      const noticed = () => allHaveLostABackend(client, [stranger.url]);
      expect(await waitUntil(noticed, NOTICED_WITHIN_MS)).toBeDefined();
      expect(await answers(stranger, '/health/ready')).toBe(200);
      expect(stranger.output.join('\n')).not.toContain(WRONG);
      expect(await stranger.stop()).toEqual({ code: 0, signal: null });
    });

    it('should wait for a MongoDB that cannot be reached, and say so', async () => {
      const later = await forwarder();
      const stranger = await scene.cluster.stranger('no-mongodb', (shared) => ({
        MONGODB_URI: later.to(shared.MONGODB_URI),
      }));
      await stranger.launch();
      expect(await says(stranger, /MongoDB cannot be reached/)).toBeDefined();
      expect(await answers(stranger, '/health/live')).toBe(200);
      expect(await answers(stranger, '/health/ready')).toBe(503);
      expect(await answers(stranger, `${DIRECTORY}/servers`)).toBe(503);
      await later.open();
      expect(await waitUntil(() => servesAll(stranger), SERVES_WITHIN_MS)).toBeDefined();
      expect(await stranger.stop()).toEqual({ code: 0, signal: null });
    });

    it('should end at once when it is stopped while it waits', async () => {
      const never = await forwarder();
      const stranger = await scene.cluster.stranger('stopped', (shared) => ({
        MONGODB_URI: never.to(shared.MONGODB_URI),
      }));
      await stranger.launch();
      expect(await says(stranger, /MongoDB cannot be reached/)).toBeDefined();
      const asked = performance.now();
      expect(await stranger.stop()).toEqual({ code: 0, signal: null });
      expect(performance.now() - asked).toBeLessThan(NOTICED_WITHIN_MS);
    });

    it('should serve without a Redis that cannot be reached, say so, and use it once it can be', async () => {
      const later = await forwarder();
      const stranger = await scene.cluster.stranger('no-redis', (shared) => ({
        REDIS_URL: later.to(shared.REDIS_URL),
      }));
      await stranger.launch();
      expect(await says(stranger, /Redis .*can't be reached/)).toBeDefined();
      expect(await waitUntil(() => servesAll(stranger), SERVES_WITHIN_MS)).toBeDefined();
      await later.open();
      const { client } = scene.load;
      const reached = () => allReachBackends(client, [stranger.url]);
      expect(await waitUntil(reached, NOTICED_WITHIN_MS)).toBeDefined();
      expect(stranger.output.join('\n')).not.toContain(PASSWORD);
      expect(await stranger.stop()).toEqual({ code: 0, signal: null });
    });

    it('should have lost and marked nothing in all that', async () => {
      await scene.conclude('Replicas that are set up wrongly');
    });
  },
);
