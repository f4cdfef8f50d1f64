import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { verifyCommand } from '../../src/client/command/verify-command.js';
import { manifest } from '../support/example-manifest.js';
import { Mirror } from '../support/mirror.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const SERVERS = 30;

/** All kinds that a manifest may have. */
const METADATA = { n: [1e21, -1e30, 1.7976931348623157e308, 5e-324, 2 ** 53 - 1, -0] };

describe('npm run verify', () => {
  let directory: TestApp;
  let url: string;

  beforeEach(async () => {
    directory = await startTestApp({ listen: true });
    url = await directory.app.getUrl();
    const servers = Array.from({ length: SERVERS }, (_, index) =>
      manifest(`s${index}`, { metadata: METADATA }),
    );
    await directory.http.post('/servers/batch/register').send({ servers }).expect(200);
  });

  afterEach(async () => {
    await directory.end();
  });

  async function run(...args: string[]): Promise<Run> {
    const stdout = new PassThrough({ encoding: 'utf8' });
    const stderr = new PassThrough({ encoding: 'utf8' });
    const code = await verifyCommand(args, { stdout, stderr, clock: directory.clock });
    return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
  }

  const linesOf = ({ stdout }: Run): (string | undefined)[][] =>
    [...stdout.matchAll(/^ {2}(\S.*?) {2,}(ok|REFUSED) +(.*)$/gm)].map(([, ...parts]) => parts);

  it('should find that all holds', async () => {
    const found = await run(url);
    expect([found.code, found.stderr]).toEqual([0, '']);
    expect(found.stdout).toMatch(/^All holds: http:\/\/\S+, checked in \d+\.\d s\n/);
    expect(linesOf(found)).toEqual([
      ['Key set', 'ok', expect.stringMatching(/^EdDSA [\w-]{43}$/)],
      ['Snapshot', 'ok', '30 servers, signed 2026-11-22T12:00:00.000Z, holds for another 1200 s'],
      ['Entries', 'ok', '30 of 30 hold'],
      ['Listing', 'ok', 'complete: nothing is missing, nothing was added'],
      ['Leaves', 'ok', '30 lead to the root of their snapshot'],
      ['Statement with manifest', 'ok', 's0'],
      ['Proof that it is listed', 'ok', 's0'],
      ['Proof that one is not', 'ok', 'verify-command.no-such-server'],
    ]);
  });

  it('should hold on MongoDB or SQLite alike when nothing is listed', async () => {
    const empty = await startTestApp({ listen: true });
    const found = await run(await empty.app.getUrl());
    expect([found.code, linesOf(found).map(([, result]) => result)]).toEqual([
      0,
      ['ok', 'ok', 'ok', 'ok', 'ok', 'ok'],
    ]);
    await empty.end();
  });

  it.each([
    [[], /^Name the URL of one directory/],
    [['nowhere'], /^nowhere is not an http or https URL/],
    [['http://user:word@localhost'], /no user information/],
    [['http://localhost', '--max-age', 'x'], /--max-age must be/],
    [['--colour'], /^Unknown option '--colour'/],
    [['http://127.0.0.1:1'], /cannot be reached/],
  ])('should say what is wrong with %j', async (args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });

  it('should tell how it is used', async () => {
    const { code, stdout } = await run('--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: npm run verify[^]*Exit codes\n {2}0 /);
  });

  it('should refuse what another issuer says, and what is too old', async () => {
    const foreign = await run(url, '--issuer', 'urn:other');
    expect(foreign.code).toBe(1);
    expect(foreign.stdout).toMatch(/^NOT ALL HOLDS/);
    expect(foreign.stdout).toMatch(/\n {2}s7: wrong_issuer, /);
    directory.clock.advance(300_000);
    const old = await run(url, '--max-age', '60');
    expect(linesOf(old)[1]).toEqual(['Snapshot', 'REFUSED', expect.stringMatching(/^too_old/)]);
    expect((await run(url, '--max-age', '300')).code).toBe(0);
  });

  describe('behind a mirror that changes what passes', () => {
    let mirror: Mirror;

    beforeEach(async () => {
      mirror = await Mirror.of(url);
    });

    afterEach(async () => {
      await mirror.end();
    });

    const refusedOf = (found: Run): (string | undefined)[] =>
      linesOf(found).flatMap(([name, result]) => (result === 'REFUSED' ? [name] : []));

    it('should hold when nothing is changed', async () => {
      expect((await run(mirror.url)).code).toBe(0);
    });

    it('should refuse another endpoint', async () => {
      mirror.change = (_path, text) =>
        text.replaceAll('http://localhost:8080/s9/', 'http://evil.example/');
      const found = await run(mirror.url);
      expect([found.code, refusedOf(found)]).toEqual([1, ['Entries', 'Listing']]);
      expect(found.stdout).toContain('  s9: tampered, the manifest is not what was signed\n');
    });

    it.each([
      ['a number that readers take for different ones', '"n":9007199254740993'],
      ['a key twice', '"version":"9.9.9"'],
    ])('should name an entry that has %s, and check the others', async (_what, member) => {
      mirror.change = (path, text) =>
        path.includes('/servers?') ? text.replace('"id":"s9"', `"id":"s9",${member}`) : text;
      const found = await run(mirror.url);
      expect([found.code, refusedOf(found)]).toEqual([1, ['Entries', 'Listing']]);
      expect(found.stdout).toContain('29 of 30 hold');
      expect(found.stdout).toContain('1 of 30 entries cannot be read');
      expect(found.stdout).toContain('the others are all that was signed');
      expect(found.stdout).toMatch(/\n {2}s9: malformed, .*(beyond 2\^53|there twice)\n/);
    });

    it('should refuse a listing from which one was taken', async () => {
      mirror.change = (path, text) => {
        if (!path.startsWith(`${DIRECTORY}/servers?`)) return text;
        const listing = JSON.parse(text) as { servers: { id: string }[] };
        const servers = listing.servers.filter(({ id }) => id !== 's9');
        return JSON.stringify({ ...listing, servers });
      };
      expect(refusedOf(await run(mirror.url))).toEqual(['Listing']);
    });

    it('should refuse an old answer', async () => {
      const kept = new Map<string, string>();
      mirror.change = (path, text) => {
        if (path.includes('jwks')) return text;
        const old = kept.get(path);
        if (old === undefined) kept.set(path, text);
        return old ?? text;
      };
      expect((await run(mirror.url)).code).toBe(0);
      directory.clock.advance(30 * 60_000);
      const found = await run(mirror.url);
      expect(found.code).toBe(1);
      expect(found.stdout).toContain('  s9: expired, ');
    });

    it('should refuse a claim that a server does not exist', async () => {
      const lie = await (await fetch(`${url}${DIRECTORY}/servers/nobody/proof`)).text();
      mirror.change = (path, text) => (path.endsWith('/s0/proof') ? lie : text);
      expect(refusedOf(await run(mirror.url))).toEqual(['Proof that it is listed']);
    });

    it.each([
      ['jwks.json', '{}'],
      ['jwks.json', '{"keys":[null]}'],
      ['/servers?', '{"servers":[null],"total":1,"revision":"0"}'],
      ['/servers?', '{"total":1,"revision":"0"}'],
      ['/servers?', '{"servers":[],"total":1e300,"revision":"0"}'],
      ['/servers?', '{"servers":[],"total":1,"revision":"0","next":7}'],
      ['/servers?', '[]'],
      ['/servers?', '{"servers":[{},garbage],"page":1,"pages":1,"revision":"0"}'],
      ['/servers?', '{"servers":[],"servers":[],"page":1,"pages":1,"revision":"0"}'],
      ['/servers?', '{"\\u0073ervers":[{}],"page":1,"pages":1,"revision":"0"}'],
      ['/servers?', '<html>'],
      ['entries=1', '{"snapshot":{}}'],
      ['/snapshot', 'null'],
      ['/proof', '7'],
    ])('should say in plain words that %s answers %s', async (path, text) => {
      mirror.change = (asked, answer) => (asked.includes(path) ? text : answer);
      const { code, stdout, stderr } = await run(mirror.url);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^\S.*\n$/);
    });

    it('should stop where a listing stops, whatever it says of more', async () => {
      let pages = 0;
      mirror.change = (path, text) => {
        if (!path.includes('/servers?')) return text;
        pages += 1;
        if (pages > 1) return JSON.stringify({ ...JSON.parse(text), servers: [], next: 'zzz' });
        return text.replace('"pages":1,', '"next":"zzz",');
      };
      expect((await run(mirror.url)).code).toBe(0);
      expect(pages).toBe(2);
    });

    it('should pass over servers that went while it was at work', async () => {
      let isListed = false;
      mirror.change = (path, text) => {
        isListed ||= path.includes('entries=1');
        return text;
      };
      const gone = new Promise<void>((resolve) => {
        const look = mirror.change;
        mirror.change = (path, text) => {
          look(path, text);
          if (isListed) resolve();
          return text;
        };
      });
      const removal = gone.then(async () => {
        await directory.http.delete('/servers/s0');
        await directory.http.delete('/servers/s1');
      });
      const [found] = await Promise.all([run(mirror.url), removal]);
      expect([found.code, found.stderr]).toEqual([0, '']);
    });

    it('should print no id and no key that is none', async () => {
      mirror.change = (path, text) =>
        path.includes('/servers?')
          ? text.replaceAll('"id":"s9"', '"id":{"toString":1}').replaceAll('"s8"', '"\\u001b[2J"')
          : text.replace('"alg":"EdDSA"', '"alg":{"toString":1}');
      const found = await run(mirror.url);
      expect(found.code).toBe(1);
      expect(found.stdout).toContain('  ?: malformed, ');
      expect(found.stdout).toContain('  \\u{1b}[2J: ');
      // eslint-disable-next-line no-control-regex -- none is to be there
      expect(found.stdout).not.toMatch(/\u001b/);
    });

    it('should not guess what an answer with a key twice means', async () => {
      mirror.change = (path, text) =>
        path.includes('/servers?') ? text.replace('{', '{"page":9,') : text;
      const { code, stderr } = await run(mirror.url);
      expect(code).toBe(2);
      expect(stderr).toMatch(/answers what cannot be trusted: the key "page" is there twice/);
    });
  });
});
