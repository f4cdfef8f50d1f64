import { ConfigError } from './config-error.js';
import { Environment } from './environment.dto.js';
import { readVariables } from './variables/read-variables.js';

/** What the importer reads from the environment. */
export interface ImportConfig {
  /** Base URL of the directory, without a slash at its end. */
  readonly directoryUrl: string;
  /** Where relative paths start. */
  readonly workingDirectory: string;
}

/**
 * Reads and checks the importer's configuration.
 * @throws ConfigError when it is wrong.
 */
export function loadImportConfig(env: NodeJS.ProcessEnv = process.env): ImportConfig {
  const { DIRECTORY_URL, INIT_CWD, npm_lifecycle_event: script } = env;
  const { problems } = readVariables(env, {
    all: ['DIRECTORY_URL', 'PORT'],
    numbers: new Set(),
    secrets: [],
  });
  if (problems.length > 0) throw new ConfigError(problems);
  // npm runs a script in the package's folder and tells where it was called.
  const workingDirectory = script === 'import' && INIT_CWD ? INIT_CWD : process.cwd();
  const directoryUrl = DIRECTORY_URL ? baseUrl(DIRECTORY_URL) : localUrl(env['PORT']);
  return { directoryUrl, workingDirectory };
}

function baseUrl(value: string): string {
  const url = URL.parse(value);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new ConfigError([
      `DIRECTORY_URL must be an http or https URL, as http://127.0.0.1:9405 (it is "${value}")`,
    ]);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new ConfigError([
      'DIRECTORY_URL must have no user information, no query and no fragment',
    ]);
  }
  return url.href.replace(/\/+$/, '');
}

function localUrl(value: string | undefined): string {
  const port = value === undefined || value === '' ? String(new Environment().PORT) : value;
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    throw new ConfigError([
      `PORT must be the directory's port, 1 to 65535 (it is "${port}"); or set DIRECTORY_URL`,
    ]);
  }
  return `http://127.0.0.1:${Number(port)}`;
}
