import type { LimitsConfig } from './limits-config.js';

/** Levels of the log, from most to least. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where the private keys of the statements live; `off` = entries carry no statement. */
export const SIGNING_BACKENDS = ['local', 'aws-kms', 'vault-transit', 'off'] as const;
export type SigningBackend = (typeof SIGNING_BACKENDS)[number];

/** Algorithms of the statements, by their names in JOSE. */
export const STATEMENT_ALGORITHMS = ['EdDSA', 'ES256'] as const;
export type StatementAlgorithm = (typeof STATEMENT_ALGORITHMS)[number];

/** AWS KMS; `keyId` is set when it is the backend. Credentials are found in the way of AWS' own tools. */
export interface AwsKmsConfig {
  readonly keyId: string | undefined;
  readonly region: string | undefined;
  /** Other than AWS' own. */
  readonly endpoint: string | undefined;
}

/** HashiCorp Vault; address, token and key are set when it is the backend. */
export interface VaultConfig {
  readonly address: string | undefined;
  /** Never to be shown. */
  readonly token: string | undefined;
  readonly transitKey: string | undefined;
  readonly transitMount: string;
  readonly namespace: string | undefined;
}

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
  /** The issuer of the statements: their `iss`, the same on all replicas. */
  readonly directoryIssuer!: string;
  readonly signingBackend!: SigningBackend;
  readonly signingAlgorithm!: StatementAlgorithm;
  /** Days after which the next key takes over. */
  readonly signingKeyMaxAgeDays!: number;
  /** What the keys in the store are encrypted with; `undefined` = a key derived from the signing secret. */
  readonly signingKek: string | undefined;
  /** The one before it, with which keys may still be encrypted. */
  readonly previousSigningKek: string | undefined;
  readonly awsKms!: AwsKmsConfig;
  readonly vault!: VaultConfig;
  /** Days for which entries of a server's history are kept. */
  readonly historyRetentionDays!: number;
  /** Seconds without news from the storage after which a replica is not ready while others have news. */
  readonly maxStaleSeconds!: number;
  /** Seconds between SIGTERM and the end of listening. */
  readonly shutdownDelaySeconds!: number;
  /** Ranges of addresses that probes may go to though they are not public, some with ports; all valid. */
  readonly probeAllowCidrs!: readonly string[];
  /** Ranges of addresses that probes never go to, whatever is allowed; all valid. */
  readonly probeDenyCidrs!: readonly string[];
  /** The directory's own names, that of `publicUrl` included; `*` = any. Without ports, IPv6 in brackets. */
  readonly allowedHosts!: readonly string[];
  /** Sites whose pages may read: host names (any scheme and port) and whole origins; `*` = any, a public directory. */
  readonly allowedOrigins!: readonly string[];
  /** Where clients reach the directory: scheme, host and port, without a slash at the end; `undefined` = as each asks. */
  readonly publicUrl: string | undefined;
  /** Ranges of addresses of proxies whose `X-Forwarded-…` headers are believed; all valid. */
  readonly trustedProxies!: readonly string[];
  /** How much the directory takes in, keeps and does at a time. */
  readonly limits!: LimitsConfig;
  /** What is doubtful about the configuration, for the log. */
  readonly warnings!: readonly string[];
  /** Of the program, from package.json. */
  readonly version!: string;

  constructor(values: AppConfig) {
    Object.assign(this, values);
  }
}
