import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { DirectoryProcess } from '../support/directory-process.js';
import { problemOf } from '../support/problem.js';
import { RawClient, type RawAnswer } from '../support/raw-client.js';
import { RawConnection } from '../support/raw-http.js';
import { tempDir } from '../support/temp-dir.js';
import { startTestApp } from '../support/test-app.js';

describe('Connections', () => {
  const idle: Socket[] = [];

  afterEach(() => {
    for (const socket of idle.splice(0)) socket.destroy();
  });

  async function open(port: number, count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      idle.push(socket);
      await once(socket, 'connect');
    }
  }

  it('should be answered with a reason when all are in use, and health always', async () => {
    const directory = await startTestApp({ env: { MAX_CONNECTIONS: '2' }, listen: true });
    const client = new RawClient(directory);
    try {
      await open(client.port, 2);
      const ask = (path: string, method = 'GET'): Promise<RawAnswer> =>
        client.send({ method, path });
      const refused = await ask('/servers/status');
      expect(problemOf(refused).code).toBe('OVERLOADED');
      expect(refused.headers).toMatchObject({ 'retry-after': '5', connection: 'close' });
      expect((await ask('/mcp', 'POST')).json).toMatchObject({ error: { code: -32_000 } });
      const health = await ask('/health');
      expect(health.json).toMatchObject({
        details: { limits: { status: 'degraded', scarce: ['connections'] } },
      });
      expect((await ask('/health/live')).status).toBe(200);
      const ended = idle.map((socket) => once(socket, 'close'));
      for (const socket of idle) socket.destroy();
      await Promise.all(ended);
      await expect(statusOnceFree(client)).resolves.toBe(200);
    } finally {
      client.close();
      await directory.end();
    }
  });

  it('should be fewer, and health and log say so, when the process may open few files', async () => {
    const { path, remove } = await tempDir();
    const directory = DirectoryProcess.spawn(path, { PORT: '0' }, { openFiles: 256 });
    try {
      await directory.serving();
      expect(directory.output.join('\n')).toContain('may open 256 files and needs 10192');
      const read = async (): Promise<Response> => fetch(`${directory.url}/health`);
      expect(await (await read()).json()).toMatchObject({
        details: { limits: { status: 'degraded', message: expect.stringContaining('ulimit -n') } },
      });
      await open(Number(new URL(directory.url).port), 300);
      // Some of those that are too many must go first.
      let answer: Response | undefined;
      for (let attempt = 0; answer === undefined && attempt < 1_000; attempt += 1) {
        answer = await fetch(`${directory.url}/health/live`).catch(() => undefined);
      }
      expect(answer?.status).toBe(200);
      expect(directory.output.join('\n')).not.toContain('EMFILE');
    } finally {
      await directory.end();
      await remove();
    }
  });

  describe('that send requests before the answers to earlier ones', () => {
    const GET = 'GET /servers/status HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const LAST = 'GET /servers/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';

    async function answersTo(requests: string): Promise<number> {
      const directory = await startTestApp({ listen: true });
      try {
        const { port } = new RawClient(directory);
        const connection = await RawConnection.open(`http://127.0.0.1:${port}`);
        connection.write(requests);
        await connection.closed;
        return connection.text.match(/HTTP\/1\.1 200/g)?.length ?? 0;
      } finally {
        await directory.end();
      }
    }

    it('should be answered in order when they are a few', async () => {
      expect(await answersTo(GET.repeat(8) + LAST)).toBe(9);
    });

    it('should be closed when they are many, and begin no further work', async () => {
      expect(await answersTo(GET.repeat(200))).toBeLessThan(9);
    });
  });
});

/** The other side sees that a connection is closed only a moment later. */
async function statusOnceFree(client: RawClient): Promise<number> {
  for (;;) {
    const { status } = await client.get('/servers/status');
    if (status !== 503) return status;
  }
}
