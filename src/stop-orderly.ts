import type { LoggerService } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ProcessState } from './common/process-state.js';
import type { AppConfig } from './config/app-config.js';
import type { OrderlyStop } from './stop-signals.js';

const IDLE_CHECK_MS = 50;

/** After this long, connections whose requests are still not finished are cut; a write is answered within 5 s. */
const IN_FLIGHT_LIMIT_MS = 5_500;

/** After this long, whatever still runs is given up. */
const HARD_LIMIT_MS = 9_000;

/**
 * Readiness fails at once, requests are served for the configured delay, then listening ends, what is in flight
 * finishes, the store is flushed, and the process exits with code 0.
 */
export function stopOrderly(
  app: NestExpressApplication,
  { shutdownDelaySeconds }: AppConfig,
  logger: LoggerService,
): OrderlyStop {
  return async (signal) => {
    logger.log({ msg: `${signal}: stopping`, delay_seconds: shutdownDelaySeconds }, 'Main');
    app.get(ProcessState).drain();
    await new Promise((resolve) => setTimeout(resolve, shutdownDelaySeconds * 1_000));
    const server = app.getHttpServer();
    // A connection whose last answer was under way at the signal falls idle later.
    setInterval(() => {
      server.closeIdleConnections();
    }, IDLE_CHECK_MS).unref();
    setTimeout(() => {
      server.closeAllConnections();
    }, IN_FLIGHT_LIMIT_MS).unref();
    setTimeout(() => {
      logger.error({ msg: 'Not everything ended in time; stopping all the same' }, 'Main');
      process.exit(1);
    }, HARD_LIMIT_MS).unref();
    await app.close();
    logger.log({ msg: 'Stopped' }, 'Main');
    process.exit(0);
  };
}
