import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { validateSync } from 'class-validator';
import { parseJson } from '../common/parse-json.js';
import { printable } from '../common/printable.js';
import { heapLimitBytes } from './heap-limit.js';
import { AppConfig } from './app-config.js';
import { cidrFault, readRanges } from './cidr-list.js';
import { ConfigError } from './config-error.js';
import { dataDirDoubts } from './data-dir.js';
import { databaseName, databaseNameFault } from './database-name.js';
import { Environment } from './environment.dto.js';
import { limitsOf } from './limits-of.js';
import { readOrigins } from './host-list.js';
import { openFileLimit } from './open-file-limit.js';
import { probeRangeFault, readProbeRanges } from './probe-ranges.js';
import { publicNames, publicUrlProblems } from './public-names.js';
import { secretProblems, secretWarnings } from './secrets/secret-problems.js';
import { signingProblems } from './signing-problems.js';
import { readVariables } from './variables/read-variables.js';

const NAMES = Object.keys(new Environment()) as (keyof Environment)[];

const NUMBERS: ReadonlySet<keyof Environment> = new Set([
  'PORT',
  'SHUTDOWN_DELAY_SECONDS',
  'HISTORY_RETENTION_DAYS',
  'TOMBSTONE_RETENTION_DAYS',
  'SIGNING_KEY_MAX_AGE_DAYS',
  'MAX_STALE_SECONDS',
  'CLIENT_SHARE_PERCENT',
  'MAX_MANIFEST_KIB',
  'MAX_SERVERS',
  'MAX_STORED_MIB',
  'MAX_INDEXED_TERMS',
  'MAX_TOMBSTONES',
  'MAX_HISTORY_ENTRIES',
  'MAX_CONNECTIONS',
  'MAX_STREAMS',
  'MAX_WATCHED_SEARCHES',
]);

/** Variables that may also be given as `NAME_FILE`, a mounted file that holds the value. */
const SECRETS = [
  'FED_DIR_SIGNING_SECRET',
  'FED_DIR_SIGNING_SECRET_PREVIOUS',
  'MONGODB_URI',
  'REDIS_URL',
  'SIGNING_KEK',
  'SIGNING_KEK_PREVIOUS',
  'VAULT_TOKEN',
] as const;

/**
 * Reads and checks the configuration.
 * @throws ConfigError with every problem at once.
 */
export function loadConfig(
  env: NodeJS.ProcessEnv = process.env,
  heapBytes = heapLimitBytes(),
  openFiles = openFileLimit(),
): AppConfig {
  const read = readVariables(env, { all: NAMES, numbers: NUMBERS, secrets: SECRETS });
  const problems = [...read.problems];
  const environment = Object.assign(new Environment(), read.values);
  for (const error of validateSync(environment)) {
    if (read.faulty.has(error.property)) continue;
    const [message] = Object.values(error.constraints ?? {});
    const value = isSecret(error.property) ? '' : ` (it is "${String(error.value)}")`;
    problems.push(`${error.property} ${message ?? 'is not valid'}${value}`);
  }
  const dataDir = dataDirDoubts(environment);
  problems.push(
    ...backendProblems(environment),
    ...secretProblems(environment),
    ...rangeProblems(
      'PROBE_ALLOW_CIDRS',
      readProbeRanges(environment.PROBE_ALLOW_CIDRS),
      probeRangeFault,
    ),
    ...rangeProblems('PROBE_DENY_CIDRS', readRanges(environment.PROBE_DENY_CIDRS)),
    ...rangeProblems('TRUSTED_PROXIES', readRanges(environment.TRUSTED_PROXIES)),
    ...signingProblems(environment),
    ...dataDir.problems,
    ...publicUrlProblems(environment),
  );
  if (problems.length > 0) throw new ConfigError(problems);
  return new AppConfig({
    production: environment.NODE_ENV === 'production',
    port: environment.PORT,
    host: environment.HOST,
    dataDir: resolve(environment.DATA_DIR),
    mongodbUri: environment.MONGODB_URI,
    redisUrl: environment.REDIS_URL,
    logLevel: environment.LOG_LEVEL,
    signingSecret: environment.FED_DIR_SIGNING_SECRET,
    previousSigningSecret: environment.FED_DIR_SIGNING_SECRET_PREVIOUS,
    directoryIssuer: environment.DIRECTORY_ISSUER,
    signingBackend: environment.SIGNING_BACKEND,
    signingAlgorithm: environment.SIGNING_ALGORITHM,
    signingKeyMaxAgeDays: environment.SIGNING_KEY_MAX_AGE_DAYS,
    signingKek: environment.SIGNING_KEK,
    previousSigningKek: environment.SIGNING_KEK_PREVIOUS,
    awsKms: {
      keyId: environment.AWS_KMS_KEY_ID,
      region: environment.AWS_REGION,
      endpoint: environment.AWS_KMS_ENDPOINT,
    },
    vault: {
      address: environment.VAULT_ADDR,
      token: environment.VAULT_TOKEN,
      transitKey: environment.VAULT_TRANSIT_KEY,
      transitMount: environment.VAULT_TRANSIT_MOUNT,
      namespace: environment.VAULT_NAMESPACE,
    },
    historyRetentionDays: environment.HISTORY_RETENTION_DAYS,
    maxStaleSeconds: environment.MAX_STALE_SECONDS,
    shutdownDelaySeconds: environment.SHUTDOWN_DELAY_SECONDS,
    probeAllowCidrs: readProbeRanges(environment.PROBE_ALLOW_CIDRS),
    probeDenyCidrs: readRanges(environment.PROBE_DENY_CIDRS),
    warnings: [...secretWarnings(environment), ...dataDir.warnings],
    ...publicNames(environment),
    allowedOrigins: readOrigins(environment.ALLOWED_ORIGINS),
    trustedProxies: readRanges(environment.TRUSTED_PROXIES),
    limits: limitsOf(environment, heapBytes, openFiles),
    version: readVersion(),
  });
}

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (parseJson(text) as { version: string }).version;
}

/** A password in a message would end up in logs. */
function isSecret(name: string): boolean {
  return (SECRETS as readonly string[]).includes(name);
}

function backendProblems({ MONGODB_URI, REDIS_URL }: Environment): string[] {
  try {
    const name = databaseName(MONGODB_URI);
    const fault = databaseNameFault(name);
    if (fault !== undefined) {
      return [`MONGODB_URI names the database "${printable(name)}", which ${fault}`];
    }
  } catch {
    return ['MONGODB_URI has a % in the name of the database that encodes nothing'];
  }
  if (REDIS_URL === undefined || MONGODB_URI !== undefined) return [];
  return ['REDIS_URL is set without MONGODB_URI: replicas that share leases share a store too'];
}

function rangeProblems(
  name: string,
  ranges: readonly string[],
  faultOf: (range: string) => string | undefined = cidrFault,
): string[] {
  return ranges.flatMap((range) => {
    const fault = faultOf(range);
    return fault === undefined ? [] : [`${name}: "${range}" ${fault}`];
  });
}
