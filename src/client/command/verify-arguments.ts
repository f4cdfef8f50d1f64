import { parseArgs } from 'node:util';
import { printable } from '../../common/printable.js';
import { VerifyError } from './verify-error.js';
import { USAGE } from './verify-help.js';

/** What is to be checked. */
export interface VerifyArguments {
  /** Without a slash at its end. */
  readonly url: string;
  readonly issuer: string;
  /** Seconds. */
  readonly maxAge: number;
}

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  issuer: { type: 'string' },
  'max-age': { type: 'string' },
} as const;

/**
 * Reads the command line.
 * @throws VerifyError when it is wrong
 */
export function readVerifyArguments(args: readonly string[]): VerifyArguments | 'help' {
  const { values, positionals } = parse(args);
  if (values.help === true) return 'help';
  const [url, ...more] = positionals;
  if (url === undefined || more.length > 0) throw wrong('Name the URL of one directory.');
  const { issuer = 'urn:omega:directory', 'max-age': maxAge } = values;
  if (maxAge !== undefined && !/^\d{1,9}$/.test(maxAge)) {
    throw wrong('--max-age must be a whole number of seconds.');
  }
  return { url: baseUrl(url), issuer, maxAge: maxAge === undefined ? Infinity : Number(maxAge) };
}

function baseUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw wrong(`${printable(text)} is not an http or https URL.`);
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw wrong('The URL must have no user information, no query and no fragment.');
  }
  return url.href.replace(/\/+$/, '');
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const [reason] = (error as Error).message.split('. ');
    throw wrong(`${printable(reason ?? 'The options are wrong')}.`);
  }
}

function wrong(reason: string): VerifyError {
  return new VerifyError(`${reason}\n${USAGE}\n--help tells more.`);
}
