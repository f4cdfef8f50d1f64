import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tempDir } from '../../test/support/temp-dir.js';
import { ConfigError } from './config-error.js';
import { loadConfig } from './load-config.js';

const STRONG = 'a-strong-secret-of-more-than-32-characters';
const KEK = 'another-strong-secret-for-the-signing-keys';

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe(loadConfig.name, () => {
  let directory: Awaited<ReturnType<typeof tempDir>>;
  let secretFile: string;

  beforeAll(async () => {
    directory = await tempDir();
    secretFile = join(directory.path, 'secret');
    await writeFile(secretFile, `${STRONG}\n`);
  });

  afterAll(async () => {
    await directory.remove();
  });

  it('should have defaults for everything in development', () => {
    expect(loadConfig({})).toMatchObject({
      production: false,
      port: 9405,
      host: '127.0.0.1',
      dataDir: resolve('.data'),
      logLevel: 'info',
      signingSecret: undefined,
      previousSigningSecret: undefined,
      shutdownDelaySeconds: 0,
      probeAllowCidrs: [],
    });
  });

  it('should take an empty variable for one that is not set', () => {
    expect(loadConfig({ PORT: '', FED_DIR_SIGNING_SECRET: '' })).toEqual(loadConfig({}));
  });

  it('should read secrets from mounted files', () => {
    const config = loadConfig({
      FED_DIR_SIGNING_SECRET_FILE: secretFile,
      FED_DIR_SIGNING_SECRET_PREVIOUS_FILE: secretFile,
    });
    expect(config).toMatchObject({ signingSecret: STRONG, previousSigningSecret: STRONG });
  });

  it('should list every problem at once in plain words', () => {
    const problems = problemsOf({
      NODE_ENV: 'staging',
      PORT: '70000',
      HOST: 'not a host',
      LOG_LEVEL: 'loud',
      SHUTDOWN_DELAY_SECONDS: '1.5',
      MONGODB_URI: 'mongodb://localhost',
      REDIS_URL: 'redis://localhost',
      FED_DIR_SIGNING_SECRET_PREVIOUS: STRONG,
    });
    expect(problems).toEqual([
      'NODE_ENV must be production, development or test (it is "staging")',
      'PORT must be a whole number from 0 (any free port) to 65535 (it is "70000")',
      'HOST must be an address or a host name to listen on (it is "not a host")',
      'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent (it is "loud")',
      'SHUTDOWN_DELAY_SECONDS must be a whole number of seconds from 0 to 300 (it is "1.5")',
      'FED_DIR_SIGNING_SECRET (or FED_DIR_SIGNING_SECRET_FILE) is required with MONGODB_URI; ' +
        'make one with: openssl rand -base64 48',
      'FED_DIR_SIGNING_SECRET_PREVIOUS is set without FED_DIR_SIGNING_SECRET',
    ]);
  });

  it.each([
    [{}, /FED_DIR_SIGNING_SECRET.* is required with NODE_ENV=production/],
    [{ FED_DIR_SIGNING_SECRET: 'short' }, /too short: it needs at least 32/],
    [{ FED_DIR_SIGNING_SECRET: 'change-me-change-me-change-me-change-me' }, /example value/],
    [{ FED_DIR_SIGNING_SECRET: 'x'.repeat(40) }, /can be guessed/],
    [{ FED_DIR_SIGNING_SECRET: KEK }, /the same as FED_DIR_SIGNING_SECRET/],
  ])('should refuse to start in production with %j', (env, message) => {
    const problems = problemsOf({ NODE_ENV: 'production', SIGNING_KEK: KEK, ...env });
    expect(problems).toEqual([expect.stringMatching(message)]);
  });

  it('should start in production with a strong secret', () => {
    const config = loadConfig({
      NODE_ENV: 'production',
      FED_DIR_SIGNING_SECRET: STRONG,
      SIGNING_KEK: KEK,
    });
    expect(config).toMatchObject({ production: true, signingSecret: STRONG });
  });

  it('should take MongoDB with and without Redis, and a strong secret with them', () => {
    const MONGODB_URI = 'mongodb://user:pass%40word@one:27017,two/directory?replicaSet=rs';
    const shared = { MONGODB_URI, FED_DIR_SIGNING_SECRET: STRONG };
    expect(loadConfig(shared)).toMatchObject({ mongodbUri: MONGODB_URI, redisUrl: undefined });
    for (const REDIS_URL of [
      'redis://localhost',
      'rediss://:word@host:6380/2',
      'redis+sentinel://:word@one:26379,two:26379/main/1',
      'redis+sentinel://one:26379/main?sentinel_password=word',
    ]) {
      expect(loadConfig({ ...shared, REDIS_URL })).toMatchObject({ redisUrl: REDIS_URL });
    }
    expect(problemsOf({ MONGODB_URI, FED_DIR_SIGNING_SECRET: 'short' })).toEqual([
      'FED_DIR_SIGNING_SECRET is too short: it needs at least 32 characters',
    ]);
  });

  it('should need a key-encryption key in production where the store keeps the signing keys', () => {
    const env = { NODE_ENV: 'production', FED_DIR_SIGNING_SECRET: STRONG };
    expect(problemsOf(env)).toEqual([
      expect.stringMatching(/^SIGNING_KEK \(or SIGNING_KEK_FILE\) is required/),
    ]);
    expect(problemsOf({ ...env, SIGNING_KEK: 'change-me' })).toEqual([
      'SIGNING_KEK is an example value: make your own',
    ]);
    const kms = { SIGNING_BACKEND: 'aws-kms', AWS_KMS_KEY_ID: 'alias/directory' };
    expect(loadConfig({ ...env, ...kms })).toMatchObject({
      signingBackend: 'aws-kms',
      awsKms: { keyId: 'alias/directory' },
    });
    expect(loadConfig({ ...env, SIGNING_BACKEND: 'off' })).toMatchObject({ signingBackend: 'off' });
  });

  it('should name what a signing backend cannot do without, and what no setting may be', () => {
    expect(problemsOf({ SIGNING_BACKEND: 'aws-kms' })).toEqual([
      'AWS_KMS_KEY_ID is required with SIGNING_BACKEND=aws-kms',
    ]);
    expect(
      problemsOf({ SIGNING_BACKEND: 'vault-transit', VAULT_ADDR: 'http://vault:8200' }),
    ).toEqual([
      'VAULT_TOKEN is required with SIGNING_BACKEND=vault-transit',
      'VAULT_TRANSIT_KEY is required with SIGNING_BACKEND=vault-transit',
    ]);
    expect(
      problemsOf({
        DIRECTORY_ISSUER: 'us',
        SIGNING_BACKEND: 'paper',
        SIGNING_ALGORITHM: 'RS256',
        SIGNING_KEY_MAX_AGE_DAYS: '0',
        SIGNING_KEK_PREVIOUS: STRONG,
        VAULT_ADDR: 'vault',
      }),
    ).toEqual([
      'DIRECTORY_ISSUER must be a URI, as urn:omega:directory or https://directory.example.com (it is "us")',
      'SIGNING_BACKEND must be one of local, aws-kms, vault-transit, off (it is "paper")',
      'SIGNING_ALGORITHM must be one of EdDSA, ES256 (it is "RS256")',
      'SIGNING_KEY_MAX_AGE_DAYS must be a whole number of days from 1 to 3650 (it is "0")',
      'VAULT_ADDR must be an http or https URL (it is "vault")',
      'SIGNING_KEK_PREVIOUS is set without SIGNING_KEK',
    ]);
  });

  it('should refuse Redis alone', () => {
    expect(problemsOf({ REDIS_URL: 'redis://localhost' })).toEqual([
      'REDIS_URL is set without MONGODB_URI: replicas that share leases share a store too',
    ]);
  });

  it('should refuse addresses that lead nowhere, without showing them', () => {
    const secret = { FED_DIR_SIGNING_SECRET: STRONG };
    expect(problemsOf({ ...secret, MONGODB_URI: `mongodb://one/${'x'.repeat(64)}` })).toEqual([
      `MONGODB_URI names the database "${'x'.repeat(64)}", which has 64 bytes; MongoDB allows 63`,
    ]);
    for (const MONGODB_URI of ['localhost', 'http://x', 'mongodb://', 'mongodb://one,,two/', 'x']) {
      expect(problemsOf({ ...secret, MONGODB_URI })).toEqual([
        'MONGODB_URI must be like mongodb://user:password@host:27017/database',
      ]);
    }
    expect(problemsOf({ ...secret, MONGODB_URI: 'mongodb://localhost/%' })).toEqual([
      'MONGODB_URI has a % in the name of the database that encodes nothing',
    ]);
    const MONGODB_URI = 'mongodb://localhost';
    for (const REDIS_URL of ['localhost:6379', 'http://x', 'redis://', 'redis+sentinel://one:1']) {
      expect(problemsOf({ ...secret, MONGODB_URI, REDIS_URL })).toEqual([
        'REDIS_URL must be like redis://:password@host:6379/0, or redis+sentinel://:password@host:26379,host:26379/name/0',
      ]);
    }
  });

  it('should name a secret file that cannot be read, and one that is given twice', () => {
    const missing = join(directory.path, 'missing');
    expect(problemsOf({ FED_DIR_SIGNING_SECRET_FILE: missing })).toEqual([
      `FED_DIR_SIGNING_SECRET_FILE names a file that cannot be read: ${missing} (ENOENT)`,
    ]);
    expect(
      problemsOf({ FED_DIR_SIGNING_SECRET: STRONG, FED_DIR_SIGNING_SECRET_FILE: secretFile }),
    ).toEqual([
      'FED_DIR_SIGNING_SECRET and FED_DIR_SIGNING_SECRET_FILE are both set: set one of them',
    ]);
  });

  it('should refuse an empty secret file', async () => {
    const empty = join(directory.path, 'empty');
    await writeFile(empty, '\n');
    expect(problemsOf({ FED_DIR_SIGNING_SECRET_FILE: empty })).toEqual([
      `FED_DIR_SIGNING_SECRET_FILE names an empty file: ${empty}`,
    ]);
  });

  it.each(['/data\r', '"/data"', "'/data'", '/data ', '\t/data', '\ufeff/data', '/da\x7fta'])(
    'should refuse the folder %j instead of making it',
    (DATA_DIR) => {
      const problems = problemsOf({ DATA_DIR });
      expect(problems).toEqual([expect.stringMatching(/^DATA_DIR must not /)]);
      expect(problems[0]).toMatch(/^[ -~]*$/);
    },
  );

  it('should never show a secret in a problem', () => {
    const secret = 'super-hidden';
    const problems = problemsOf({
      NODE_ENV: 'production',
      SIGNING_KEK: KEK,
      FED_DIR_SIGNING_SECRET: secret,
      MONGODB_URI: `mongodb://user:${secret}@host`,
    });
    expect(problems.join('\n')).not.toContain(secret);
  });
});
