import { MY_ANALYZER } from './example-manifest.js';
import { RawClient } from './raw-client.js';
import { startTestApp, type TestApp } from './test-app.js';

/** A listening directory that holds the example server, with a client that checks nothing. */
export class ExampleDirectory {
  private constructor(
    readonly directory: TestApp,
    readonly client: RawClient,
  ) {}

  static async start(): Promise<ExampleDirectory> {
    const directory = await startTestApp({ listen: true });
    const client = new RawClient(directory);
    const { status } = await client.post('/servers/register', JSON.stringify(MY_ANALYZER));
    if (status !== 201) throw new Error(`The example server was answered ${status}`);
    return new ExampleDirectory(directory, client);
  }

  async end(): Promise<void> {
    this.client.close();
    await this.directory.end();
  }
}
