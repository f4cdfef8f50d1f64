import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { manifest } from '../support/example-manifest.js';
import { legacyClient } from '../support/mcp-clients.js';
import { ReplicaScene } from '../support/replica-scene.js';
import { describeWithServices } from '../support/services.js';
import { DIRECTORY, type TestApp } from '../support/test-app.js';
import { ToldChanges } from '../support/told-changes.js';

const CHANGES = 40;
const URI = 'omega://directory/servers/a';

describeWithServices('MCP clients of two replicas', ['mongodb', 'redis'], (services) => {
  let scene: ReplicaScene;
  let replicas: readonly [TestApp, TestApp];

  beforeEach(async () => {
    scene = new ReplicaScene(services);
    replicas = [await scene.start(), await scene.start()];
  });

  afterEach(() => scene.end());

  const endpoint = async ({ app }: TestApp): Promise<string> => `${await app.getUrl()}/mcp`;

  it('should read at one replica what they were told of by the other', async () => {
    const [here, there] = replicas;
    const told = new ToldChanges();
    const listener = await legacyClient(await endpoint(here), told);
    await listener.subscribeResource({ uri: URI });
    const read: string[] = [];
    const sent: string[] = [];
    for (let change = 1; change <= CHANGES; change += 1) {
      const version = `${change}`;
      await here.http.post('/servers/register').send(manifest('a', { version }));
      await told.take(2);
      const answer = await there.http.get(`${DIRECTORY}/servers/a`);
      read.push((answer.body as { version: string }).version);
      sent.push(version);
      scene.clock.advance(100);
    }
    expect(read).toEqual(sent);
    await listener.close();
  }, 60_000);
});
