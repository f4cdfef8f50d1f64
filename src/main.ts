import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { APP_OPTIONS, setUpApp } from './app.setup.js';
import type { AppConfig } from './config/app-config.js';
import { loadConfig } from './config/load-config.js';
import { LISTEN_BACKLOG } from './front/server-settings.js';
import { PinoLogger } from './pino-logger.js';
import { Startup } from './registry/startup.service.js';
import { STOP_SIGNALS, stopOnSignals } from './stop-on-signals.js';

/** A signal before there is anything to stop orderly: the process simply ends. */
function stopEarly(): void {
  process.exit(0);
}

/** Starts the directory; resolves when it serves. */
async function start(config: AppConfig): Promise<void> {
  const logger = new PinoLogger(config.logLevel, process.stdout.isTTY);
  for (const warning of config.warnings) logger.warn(warning, 'Config');
  const app = await NestFactory.create<NestExpressApplication>(AppModule, {
    ...APP_OPTIONS,
    logger,
  });
  const buildApiDocs = setUpApp(app);
  for (const signal of STOP_SIGNALS) process.off(signal, stopEarly);
  stopOnSignals(app, config, logger);
  buildApiDocs();
  // Nest passes on what its type declarations leave out.
  await app.listen(config.port, ...([config.host, LISTEN_BACKLOG] as unknown as [string]));
  const url = await app.getUrl();
  logger.log({ msg: `Listening on ${url}, documentation at ${url}/docs` }, 'Main');
  await app.get(Startup).run();
}

for (const signal of STOP_SIGNALS) process.on(signal, stopEarly);
try {
  await start(loadConfig());
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`The directory did not start. ${reason}\n`);
  process.exit(1);
}
