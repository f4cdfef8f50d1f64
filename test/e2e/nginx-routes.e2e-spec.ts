import { afterEach, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { describeFront, FrontScene } from '../support/front-scene.js';
import { assertProblem } from '../support/problem.js';
import { sendRaw } from '../support/raw-http.js';
import type { StandIn } from '../support/stand-in.js';
import { DIRECTORY } from '../support/test-app.js';

const OPERATORS: readonly (readonly [method: string, path: string])[] = [
  ['POST', '/servers/self-preservation'],
  ['POST', '/servers/heartbeat-pace'],
  ['POST', '/servers/a/disable'],
  ['POST', '/servers/a/enable'],
  ['POST', '/servers/a/release-key'],
  ['POST', '/servers/a/purge'],
  ['GET', '/servers/tombstones'],
  ['POST', '/servers/a/probe'],
  ['GET', '/signing/keys'],
  ['POST', '/signing/keys/rotate'],
  ['POST', '/signing/keys/k1/revoke'],
];

const percent = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;

/** The same path to whoever decodes, merges, resolves, lowers or trims it. */
const RESPELLED: readonly ((path: string) => string)[] = [
  (path) => path.toUpperCase(),
  (path) => path.replace('/s', '/S'),
  (path) => `${path}/`,
  (path) => `/${path}`,
  (path) => path.replaceAll('/', '//'),
  (path) => `/.${path}`,
  (path) => path.replace(/\/(?=[^/]*$)/, '/./'),
  (path) => path.replace(/\/(?=[^/]*$)/, '/x/../'),
  (path) => path.replace(/\/(?=[^/]*$)/, '/x/%2e%2E/'),
  (path) => path.replace(/\/(?=[^/]*$)/, '%2F'),
  (path) => path.replace(/\/(?=[^/]*$)/, '%2f'),
  (path) => path.replace(/\/(?=[^/]*$)/, '\\'),
  (path) => path.replace(/.$/, percent),
  (path) => path.replace(/\w/g, percent),
  (path) => `/health/..${path}`,
  (path) => `/mcp/resources/omega/directory/servers/..%2f..%2f..%2f..%2f..${path}`,
  (path) => `/mcp/resources/omega/directory/servers/..%2f..%2f..${path.replaceAll('/', '%5C')}`,
  (path) => `/servers/..${path.replaceAll('/', '\\')}/history`,
  (path) => `/docs/..${path}`,
  (path) => `/docs/%2e%2e${path}`,
  (path) => `/mcp/../${path.slice(1)}`,
  (path) => `${path};x=1`,
  (path) => `${path}%00`,
  (path) => `${path}%20`,
  (path) => `${path}.`,
  (path) => `${path}#x`,
  (path) => `/health#${path}`,
  (path) => `http://127.0.0.1${path}`,
  (path) => `${path}?x=/health`,
  (path) => path,
];

describeFront("The front's routes", () => {
  const scene = new FrontScene();

  afterEach(() => scene.end());

  async function frontOf(replica: StandIn, operators?: string): Promise<string> {
    return scene.front(
      [replica],
      operators === undefined ? {} : { settings: { FRONT_OPERATORS: operators } },
    );
  }

  it("should pass no operators' route on, in whatever spelling", async () => {
    const replica = await scene.standIn('directory');
    const url = await frontOf(replica);
    for (const [method, path] of OPERATORS) {
      for (const respell of RESPELLED) {
        const { status, body } = await sendRaw(url, `${method} ${respell(path)} HTTP/1.1`, [
          'Content-Length: 0',
        ]);
        expect([respell(path), status]).toEqual([respell(path), status === 400 ? 400 : 404]);
        assertProblem(JSON.parse(body));
      }
    }
    expect(replica.requests.map(({ method, url: asked }) => `${method} ${asked}`)).toEqual([]);
  });

  it("should pass no operators' route on after any number of changes of its spelling", async () => {
    const replica = await scene.standIn('directory');
    const url = await frontOf(replica);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...OPERATORS),
        fc.array(fc.constantFrom(...RESPELLED), { maxLength: 4 }),
        async ([method, path], changes) => {
          const spelt = changes.reduce((text, change) => change(text), path);
          await sendRaw(url, `${method} ${spelt} HTTP/1.1`, ['Content-Length: 0']);
          expect(replica.requests.map(({ url: asked }) => asked)).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('should close them with every value but "open"', async () => {
    for (const value of ['', 'true', 'Open', 'opened']) {
      const replica = await scene.standIn('directory');
      const url = await frontOf(replica, value);
      const answer = await fetch(`${url}/signing/keys`);
      expect([value, answer.status]).toEqual([value, 404]);
    }
  });

  it('should open them, in their own spelling only, to an operator with a gate of his own', async () => {
    const replica = await scene.standIn('directory');
    const url = await frontOf(replica, 'open');
    for (const [method, path] of OPERATORS) {
      const { status, body } = await sendRaw(url, `${method} ${path} HTTP/1.1`, [
        'Content-Length: 0',
      ]);
      expect([status, body]).toEqual([200, expect.stringContaining(`directory ${method} ${path}`)]);
      const lowered = await sendRaw(url, `${method} ${path.toUpperCase()} HTTP/1.1`);
      expect(lowered.status).toBe(404);
    }
  });

  it.each([
    ['GET', '/'],
    ['PUT', '/servers/a'],
    ['GET', '/front/reads'],
    ['POST', '/front/operators'],
    ['GET', '/front/problem'],
    ['GET', '/signing/new-route'],
    ['POST', '/servers/a/new-route'],
    ['GET', '/health/'],
    ['GET', '//servers/status'],
    ['GET', `${DIRECTORY}/servers/a/b/proof`],
  ])('should close %s %s, which is not in its list', async (method, path) => {
    const replica = await scene.standIn('directory');
    const answer = await sendRaw(await frontOf(replica), `${method} ${path} HTTP/1.1`, [
      'X-Request-Id: mine',
    ]);
    expect(answer.head).toMatch(/^HTTP\/1.1 404 /);
    expect(answer.head).toMatch(/^Content-Type: application\/problem\+json\r?$/m);
    expect(answer.head).toMatch(/^X-Request-Id: mine\r?$/m);
    const problem: unknown = JSON.parse(answer.body);
    assertProblem(problem);
    expect(problem.code).toBe('ROUTE_NOT_FOUND');
    expect(replica.requests).toEqual([]);
  });
});
