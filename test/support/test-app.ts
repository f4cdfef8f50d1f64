import type { Socket } from 'node:net';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import type { NestExpressApplication } from '@nestjs/platform-express';
import request, { type Agent } from 'supertest';
import { AppModule } from '../../src/app.module.js';
import { APP_OPTIONS, setUpApp } from '../../src/app.setup.js';
import { Chance } from '../../src/common/chance.js';
import { Clock } from '../../src/common/clock.js';
import { AppConfig } from '../../src/config/app-config.js';
import { loadConfig } from '../../src/config/load-config.js';
import { Startup } from '../../src/startup.service.js';
import { Sweeper } from '../../src/liveness/sweeper.service.js';
import { FixedChance } from './fixed-chance.js';
import { ManualClock } from './manual-clock.js';
import { tempDir } from './temp-dir.js';

export const TEST_SECRET = 'omega-test-secret-0123456789abcdef';
export const DIRECTORY = '/mcp/resources/omega/directory';

/** A running directory on a manual clock, without its timetable, and the ways to drive it. */
export class TestApp {
  constructor(
    readonly app: NestExpressApplication,
    readonly clock: ManualClock,
    readonly dataDir: string,
    private readonly cleanUp: () => Promise<void>,
  ) {}

  get http(): Agent {
    return request(this.app.getHttpServer());
  }

  /** Lets time pass as it does in operation: with a sweep every half second. */
  async pass(seconds: number): Promise<void> {
    const sweeper = this.app.get(Sweeper);
    for (let half = 0; half < seconds * 2; half += 1) {
      this.clock.advance(500);
      await sweeper.sweep();
    }
  }

  /** Loads the catalog, as main does after listening. */
  async load(): Promise<void> {
    await this.app.get(Startup).run();
  }

  /** Stops, and keeps the data for another start. */
  async stop(): Promise<void> {
    const server = this.app.getHttpServer();
    // Clients that keep their connections, or connect again, would hold it up.
    server.on('connection', (socket: Socket) => socket.destroy());
    server.closeAllConnections();
    await this.app.close();
  }

  /** Stops and removes the data. */
  async end(): Promise<void> {
    await this.stop();
    await this.cleanUp();
  }
}

interface TestAppOptions {
  readonly env?: Record<string, string>;
  /** Data of an earlier app; kept after the end. */
  readonly dataDir?: string;
  readonly clock?: ManualClock;
  readonly chance?: Chance;
  /** Listens on a free port, for clients other than supertest. */
  readonly listen?: boolean;
  /** `false` = leave it in the phase `starting`; see {@link TestApp.load}. */
  readonly load?: boolean;
}

/** Starts a directory with the real modules, on its own data. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const own = options.dataDir === undefined ? await tempDir() : undefined;
  const dataDir = options.dataDir ?? own?.path ?? '';
  const clock = options.clock ?? new ManualClock();
  const config = loadConfig({
    NODE_ENV: 'test',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    FED_DIR_SIGNING_SECRET: TEST_SECRET,
    ...options.env,
  });
  const module = await Test.createTestingModule({ imports: [AppModule] })
    .overrideProvider(AppConfig)
    .useValue(config)
    .overrideProvider(Clock)
    .useValue(clock)
    .overrideProvider(Chance)
    .useValue(options.chance ?? new FixedChance())
    .compile();
  const app = module.createNestApplication<NestExpressApplication>({
    ...APP_OPTIONS,
    logger: false,
  });
  setUpApp(app);
  await app.init();
  const timetable = app.get(SchedulerRegistry);
  for (const name of timetable.getIntervals()) timetable.deleteInterval(name);
  if (options.listen === true) await app.listen(0, '127.0.0.1');
  const directory = new TestApp(app, clock, dataDir, async () => own?.remove());
  if (options.load !== false) await directory.load();
  return directory;
}
