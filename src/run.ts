import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { APP_OPTIONS, setUpApp } from './app.setup.js';
import type { AppConfig } from './config/app-config.js';
import { loadConfig } from './config/load-config.js';
import { LISTEN_BACKLOG } from './front/server-settings.js';
import { PinoLogger } from './pino-logger.js';
import { Startup } from './startup.service.js';
import { stopOrderly } from './stop-orderly.js';
import type { StopSignals } from './stop-signals.js';

/** Starts the directory; resolves when it serves. */
async function start(config: AppConfig, signals: StopSignals): Promise<void> {
  const logger = new PinoLogger(config.logLevel, process.stdout.isTTY);
  for (const warning of config.warnings) logger.warn(warning, 'Config');
  const app = await NestFactory.create<NestExpressApplication>(AppModule, {
    ...APP_OPTIONS,
    logger,
  });
  setUpApp(app);
  // Nest passes on what its type declarations leave out.
  await app.listen(config.port, ...([config.host, LISTEN_BACKLOG] as unknown as [string]));
  // Nothing was accepted before: all routes that write wait for what comes last.
  signals.handOver(stopOrderly(app, config, logger));
  const url = await app.getUrl();
  logger.log({ msg: `Listening on ${url}, documentation at ${url}/docs` }, 'Main');
  await app.get(Startup).run();
}

/** Runs the directory in this process, which ends with code 1 when it does not start. */
export async function run(signals: StopSignals): Promise<void> {
  try {
    await start(loadConfig(), signals);
  } catch (error) {
    // What was still starting fails when all else stops; that ends the process itself.
    if (signals.asked) return;
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`The directory did not start. ${reason}\n`);
    process.exit(1);
  }
}
