import { afterEach, describe, expect, it } from '@jest/globals';
import { Catalog } from '../../src/catalog/catalog.service.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import { MY_ANALYZER } from '../support/example-manifest.js';
import { problemOf } from '../support/problem.js';
import { RawClient, type RawAnswer } from '../support/raw-client.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const PROXY = '127.0.0.1';

describe('Who sends a request', () => {
  let directory: TestApp | undefined;
  let client: RawClient | undefined;

  afterEach(async () => {
    client?.close();
    await directory?.end();
  });

  async function start(env: Record<string, string>): Promise<RawClient> {
    directory = await startTestApp({ env, listen: true });
    client = new RawClient(directory);
    return client;
  }

  /** The actor of the newest change, as the store has it; answers tell the role only. */
  async function actorOf(sender: RawClient, forwardedFor: string): Promise<unknown> {
    const body = JSON.stringify({ ...MY_ANALYZER, description: forwardedFor });
    const headers = { 'Content-Type': 'application/json', 'X-Forwarded-For': forwardedFor };
    await sender.send({ method: 'POST', path: '/servers/register', headers, body });
    const catalog = directory?.app.get(Catalog).of(DEFAULT_SCOPE);
    return catalog?.entry('my_analyzer')?.record.change.actor;
  }

  it('should be what a trusted proxy says, as far as trusted proxies say it', async () => {
    const sender = await start({ TRUSTED_PROXIES: `${PROXY}, 10.0.0.0/8` });
    expect(await actorOf(sender, '203.0.113.7')).toBe('member@203.0.113.7');
    expect(await actorOf(sender, '6.6.6.6, 203.0.113.8')).toBe('member@203.0.113.8');
    expect(await actorOf(sender, '203.0.113.9:5555, 10.1.2.3')).toBe('member@203.0.113.9');
    expect(await actorOf(sender, 'garbage')).toBe(`member@${PROXY}`);
  });

  it('should be the other end of the connection when no proxy is trusted', async () => {
    const sender = await start({});
    expect(await actorOf(sender, '203.0.113.7')).toBe(`member@${PROXY}`);
  });

  describe('What links begin with', () => {
    async function cardUrl(sender: RawClient, headers: Record<string, string>): Promise<string> {
      const answer = await ask(sender, headers);
      return (answer.json as { remotes: [{ url: string }] }).remotes[0].url;
    }

    function ask(sender: RawClient, headers: Record<string, string>): Promise<RawAnswer> {
      return sender.send({ method: 'GET', path: '/mcp/server-card', headers });
    }

    it('should be the name that is asked for, with the port that is listened on', async () => {
      const sender = await start({});
      const claimed = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': '127.0.0.1:1' };
      const url = await cardUrl(sender, { Host: 'localhost:31337', ...claimed });
      expect(url).toBe(`http://localhost:${sender.port}/mcp`);
    });

    it('should be what a trusted proxy says', async () => {
      const sender = await start({ TRUSTED_PROXIES: PROXY, ALLOWED_HOSTS: 'a.example, localhost' });
      const tls = { Host: 'localhost', 'X-Forwarded-Proto': 'https, http' };
      expect(await cardUrl(sender, tls)).toBe('https://localhost/mcp');
      const named = { ...tls, 'X-Forwarded-Host': 'a.example:8443' };
      expect(await cardUrl(sender, named)).toBe('https://a.example:8443/mcp');
      const foreign = { ...tls, 'X-Forwarded-Host': 'evil.example' };
      expect(await cardUrl(sender, foreign)).toBe('https://localhost/mcp');
    });

    it('should be the public URL where one is set', async () => {
      const sender = await start({ PUBLIC_URL: 'https://a.example/', TRUSTED_PROXIES: PROXY });
      const headers = { Host: 'a.example', 'X-Forwarded-Proto': 'http' };
      expect(await cardUrl(sender, headers)).toBe('https://a.example/mcp');
    });

    it('should be nothing under a name that is not the directory’s', async () => {
      const sender = await start({});
      const answer = await ask(sender, { Host: 'evil.example' });
      expect(problemOf(answer).code).toBe('MISDIRECTED_REQUEST');
    });
  });
});
