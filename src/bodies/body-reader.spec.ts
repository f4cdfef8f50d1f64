import { once } from 'node:events';
import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  request as httpRequest,
  type RequestOptions,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../test/support/manual-clock.js';
import { DomainError } from '../common/domain-error.js';
import { clientAt, setClient } from '../common/http/client.js';
import { loadConfig } from '../config/load-config.js';
import { Budgets } from '../limits/budgets.service.js';
import { BodyReader } from './body-reader.service.js';
import { limitUnreadBodies } from './unread-body.js';

const KIB = 1_024;
const MIB = KIB * KIB;
/** The budget is 8 MiB, a client's share 0.8 MiB, and 256 KiB of a body are parsed at a time. */
const HEAP = 256 * MIB;
const LIMITS = { mostBytes: 256 * KIB };

describe(BodyReader.name, () => {
  let budgets: Budgets;
  let clock: ManualClock;
  let reader: BodyReader;
  let server: Server;
  /** What came of the bodies, in the order in which that was known. */
  let verdicts: string[];
  let waiting: ServerResponse[];
  const requests: ClientRequest[] = [];

  beforeEach(async () => {
    budgets = new Budgets(loadConfig({}, HEAP));
    clock = new ManualClock();
    reader = new BodyReader(budgets);
    verdicts = [];
    waiting = [];
    server = createServer((request, response) => {
      void answer(request, response);
    });
    limitUnreadBodies(server, clock);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(() => {
    for (const request of requests.splice(0)) request.destroy();
    server.closeAllConnections();
    server.close();
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { client = '10.0.0.1', free = '0' } = request.headers as Record<string, string>;
    setClient(request, clientAt(client));
    try {
      const limits = { ...LIMITS, freeBytes: Number(free), untilRead: request.url === '/read' };
      const bytes = await reader.read(request, response, limits);
      verdicts.push(`${bytes.length} bytes`);
      waiting.push(response);
      if (request.url === '/read') response.end();
    } catch (error) {
      const { code, status, retryAfterSeconds } = error as DomainError;
      verdicts.push(code);
      response.statusCode = status;
      response.end(String(retryAfterSeconds));
    }
  }

  function send(body: Buffer, headers: Record<string, string> = {}, path = '/'): ClientRequest {
    const sent = open({ path, headers: { 'Content-Length': String(body.length), ...headers } });
    sent.end(body);
    return sent;
  }

  function open(options: RequestOptions): ClientRequest {
    const { port } = server.address() as AddressInfo;
    const sent = httpRequest({ host: '127.0.0.1', port, method: 'POST', ...options });
    sent.on('error', () => undefined);
    requests.push(sent);
    return sent;
  }

  const used = (): number => budgets.view()['request body bytes'].used;

  async function until(done: () => boolean): Promise<void> {
    while (!done()) await new Promise(setImmediate);
  }

  const verdictsAre = (count: number) => until(() => verdicts.length === count);

  it('should count a body, and what is made of it, until it is answered', async () => {
    send(Buffer.alloc(10_000));
    await verdictsAre(1);
    expect([verdicts, used()]).toEqual([['10000 bytes'], 90_000]);
    waiting[0]?.end();
    await until(() => used() === 0);
  });

  it('should count it until its sender leaves', async () => {
    const answered = send(Buffer.alloc(10_000));
    await verdictsAre(1);
    answered.destroy();
    await until(() => used() === 0);
    const unfinished = open({ headers: { 'Content-Length': '5000' } });
    unfinished.write('x');
    await until(() => used() === 45_000);
    unfinished.destroy();
    await verdictsAre(2);
    expect(verdicts[1]).toBe('MALFORMED_REQUEST');
    await until(() => used() === 0);
  });

  it('should count it until it is read where the answer may be a stream', async () => {
    send(Buffer.alloc(10_000), {}, '/read');
    await verdictsAre(1);
    expect([verdicts, used()]).toEqual([['10000 bytes'], 0]);
  });

  it("should refuse before it reads when a client's share is used up", async () => {
    send(Buffer.alloc(80 * KIB));
    await verdictsAre(1);
    const before = used();
    const refused = open({ headers: { 'Content-Length': String(20 * KIB) } });
    refused.flushHeaders();
    const [response] = (await once(refused, 'response')) as [IncomingMessage];
    expect([response.statusCode, verdicts[1], used()]).toEqual([429, 'QUOTA_EXCEEDED', before]);
    send(Buffer.alloc(20 * KIB), { client: '10.0.0.2' });
    await verdictsAre(3);
    expect(verdicts[2]).toBe(`${20 * KIB} bytes`);
  });

  it('should take the only body of a client though it is larger than its share', async () => {
    send(Buffer.alloc(256 * KIB));
    await verdictsAre(1);
    expect(verdicts).toEqual([`${256 * KIB} bytes`]);
  });

  it('should refuse when there is no room for anybody', async () => {
    for (const client of ['10.0.0.1', '10.0.0.2', '10.0.0.3', 'local']) {
      send(Buffer.alloc(200 * KIB), { client });
    }
    await verdictsAre(4);
    send(Buffer.alloc(200 * KIB), { client: '10.0.0.5' });
    await verdictsAre(5);
    expect(verdicts[4]).toBe('OVERLOADED');
  });

  it('should refuse while it reads a body of no known length', async () => {
    send(Buffer.alloc(80 * KIB));
    await verdictsAre(1);
    const chunked = open({ headers: { 'Transfer-Encoding': 'chunked' } });
    const responded = once(chunked, 'response');
    for (let chunk = 0; chunk < 5; chunk += 1) chunked.write(Buffer.alloc(4 * KIB));
    const [response] = (await responded) as [IncomingMessage];
    expect([response.statusCode, verdicts[1]]).toEqual([429, 'QUOTA_EXCEEDED']);
    const large = open({ headers: { 'Transfer-Encoding': 'chunked', client: '10.0.0.2' } });
    large.end(Buffer.alloc(300 * KIB));
    await verdictsAre(3);
    expect(verdicts[2]).toMatch(/PAYLOAD_TOO_LARGE|QUOTA_EXCEEDED/);
  });

  it('should take small bodies that are free whether there is room or not', async () => {
    send(Buffer.alloc(88 * KIB));
    await verdictsAre(1);
    const free = { free: String(4 * KIB) };
    for (let count = 0; count < 20; count += 1) send(Buffer.alloc(4 * KIB), free);
    await verdictsAre(21);
    expect(new Set(verdicts.slice(1))).toEqual(new Set([`${4 * KIB} bytes`]));
    const chunked = open({ headers: { 'Transfer-Encoding': 'chunked', ...free } });
    chunked.end(Buffer.alloc(4 * KIB));
    await verdictsAre(22);
    send(Buffer.alloc(4 * KIB + 1), free);
    await verdictsAre(23);
    expect(verdicts.slice(21)).toEqual([`${4 * KIB} bytes`, 'QUOTA_EXCEEDED']);
  });

  it.each(['gzip', 'br', 'deflate', 'x', 'identity, gzip', ''])(
    'should refuse the Content-Encoding "%s" unread',
    async (encoding) => {
      send(Buffer.alloc(1_000), { 'Content-Encoding': encoding });
      await verdictsAre(1);
      expect([verdicts, used()]).toEqual([['UNSUPPORTED_MEDIA_TYPE'], 0]);
    },
  );

  it('should close the connection of a sender that goes on after the answer', async () => {
    const endless = open({ headers: { 'Transfer-Encoding': 'chunked', 'Content-Encoding': 'x' } });
    const closed = once(endless, 'close');
    endless.write('x');
    const [response] = (await once(endless, 'response')) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(415);
    endless.write('x');
    await until(() => clock.pending === 1);
    clock.advance(2_000);
    await closed;
    expect(endless.destroyed).toBe(true);
  });

  it('should keep the connection of a sender that ends its body after the answer', async () => {
    const late = open({ headers: { 'Transfer-Encoding': 'chunked', 'Content-Encoding': 'x' } });
    late.write('x');
    const [response] = (await once(late, 'response')) as [IncomingMessage];
    response.resume();
    await until(() => clock.pending === 1);
    late.end('x');
    await until(() => clock.pending === 0);
    clock.advance(2_000);
    expect(late.socket?.destroyed).toBe(false);
  });

  it('should take Content-Encoding: identity', async () => {
    send(Buffer.alloc(1_000), { 'Content-Encoding': 'Identity' });
    await verdictsAre(1);
    expect(verdicts).toEqual(['1000 bytes']);
  });

  it('should take no larger batch than the budget ever has room for', () => {
    expect(reader.fitting(8 * MIB)).toBeLessThan(7 * MIB);
    expect(new BodyReader(new Budgets(loadConfig({}, 1_024 * MIB))).fitting(8 * MIB)).toBe(8 * MIB);
  });
});
