import type { LoggerService } from '@nestjs/common';
import { destination, pino, type DestinationStream, type Logger } from 'pino';
import pretty from 'pino-pretty';
import { redacted } from './common/log/redacted.js';
import type { LogLevel } from './config/app-config.js';

/**
 * Contexts in which the framework logs what it wires at the start, of interest to developers only. A failed
 * start is reported once, by main.
 */
const FRAMEWORK: ReadonlySet<unknown> = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
  'ExceptionHandler',
]);

/** Nest's logger on pino: one JSON object a line, or readable lines on a terminal. */
export class PinoLogger implements LoggerService {
  private readonly pino: Logger;

  /** `output` takes the JSON lines; standard output by default. */
  constructor(level: LogLevel, readable: boolean, output?: DestinationStream) {
    const options = {
      level,
      base: { service: 'omega-directory' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }), log: redacted },
    };
    const stream = readable
      ? pretty({
          sync: true,
          singleLine: true,
          ignore: 'pid,hostname,service,context',
          messageFormat: '[{context}] {msg}',
          translateTime: 'SYS:HH:MM:ss.l',
        })
      : (output ?? destination({ fd: 1, sync: true }));
    this.pino = pino(options, stream);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest hands over the context last, and a stack before it. */
  private write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    rest: readonly unknown[],
  ): void {
    const context = rest.at(-1);
    const stack = rest.length > 1 ? rest.at(-2) : undefined;
    const fields =
      message instanceof Error
        ? { err: message, msg: message.message }
        : typeof message === 'object' && message !== null
          ? message
          : { msg: String(message) };
    const shown = FRAMEWORK.has(context) ? 'debug' : level;
    this.pino[shown]({ context, ...(stack !== undefined && { stack }), ...fields });
  }
}
