import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tempDir } from '../../test/support/temp-dir.js';
import { ConfigError } from './config-error.js';
import { loadConfig } from './load-config.js';

const STRONG = 'a-strong-secret-of-more-than-32-characters';

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
      'MONGODB_URI is set, but this version has only the embedded store: unset it',
      'REDIS_URL is set, but this version has only the embedded store: unset it',
      'FED_DIR_SIGNING_SECRET_PREVIOUS is set without FED_DIR_SIGNING_SECRET',
    ]);
  });

  it.each([
    [{}, /FED_DIR_SIGNING_SECRET.* is required with NODE_ENV=production/],
    [{ FED_DIR_SIGNING_SECRET: 'short' }, /too short: it needs at least 32/],
    [{ FED_DIR_SIGNING_SECRET: 'change-me-change-me-change-me-change-me' }, /example value/],
    [{ FED_DIR_SIGNING_SECRET: 'x'.repeat(40) }, /example value/],
  ])('should refuse to start in production with %j', (env, message) => {
    const problems = problemsOf({ NODE_ENV: 'production', ...env });
    expect(problems).toEqual([expect.stringMatching(message)]);
  });

  it('should start in production with a strong secret', () => {
    const config = loadConfig({ NODE_ENV: 'production', FED_DIR_SIGNING_SECRET: STRONG });
    expect(config).toMatchObject({ production: true, signingSecret: STRONG });
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

  it('should refuse an empty secret file and a weak previous secret', async () => {
    const empty = join(directory.path, 'empty');
    await writeFile(empty, '\n');
    expect(problemsOf({ FED_DIR_SIGNING_SECRET_FILE: empty })).toEqual([
      `FED_DIR_SIGNING_SECRET_FILE names an empty file: ${empty}`,
    ]);
    expect(
      problemsOf({
        NODE_ENV: 'production',
        FED_DIR_SIGNING_SECRET: STRONG,
        FED_DIR_SIGNING_SECRET_PREVIOUS: 'changeme',
      }),
    ).toEqual(['FED_DIR_SIGNING_SECRET_PREVIOUS is an example value: make your own']);
  });

  it('should never show a secret in a problem', () => {
    const secret = 'super-hidden';
    const problems = problemsOf({
      NODE_ENV: 'production',
      FED_DIR_SIGNING_SECRET: secret,
      MONGODB_URI: `mongodb://user:${secret}@host`,
    });
    expect(problems.join('\n')).not.toContain(secret);
  });
});
