/** Levels of the log, from most to least. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What the process was started with: validated once, never changed. Injected wherever it is needed. */
export class AppConfig {
  readonly production!: boolean;
  readonly port!: number;
  readonly host!: string;
  /** Where the embedded store and a generated secret live. */
  readonly dataDir!: string;
  /** `undefined` = the embedded store. Holds a password: never to be shown. */
  readonly mongodbUri: string | undefined;
  /** `undefined` = leases in memory. Holds a password: never to be shown. */
  readonly redisUrl: string | undefined;
  readonly logLevel!: LogLevel;
  /** Key of the HMAC signature; `undefined` = make one and keep it in `dataDir`. */
  readonly signingSecret: string | undefined;
  /** The key before it, accepted when verifying. */
  readonly previousSigningSecret: string | undefined;
  /** Days for which entries of a server's history are kept. */
  readonly historyRetentionDays!: number;
  /** Seconds between SIGTERM and the end of listening. */
  readonly shutdownDelaySeconds!: number;
  /** Ranges of addresses that probes may go to though they are not public; all valid. */
  readonly probeAllowCidrs!: readonly string[];
  /** Of the program, from package.json. */
  readonly version!: string;

  constructor(values: AppConfig) {
    Object.assign(this, values);
  }
}
