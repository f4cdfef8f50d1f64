import { parseArgs } from 'node:util';
import { USAGE } from './import-help.js';
import { ImportError } from '../import-error.js';
import { printable } from '../../../common/printable.js';

/** Where the list is. */
export interface ImportSource {
  readonly kind: 'file' | 'url';
  readonly source: string;
}

/**
 * Reads the command line: what to import, or that help is asked for.
 * @throws ImportError (exit code 2) when it is wrong.
 */
export function readImportArguments(args: readonly string[]): ImportSource | 'help' {
  const { values, positionals } = parse(args);
  if (values.help === true) return 'help';
  const [source, ...more] = positionals;
  if (source === undefined || source === '') throw wrong('Name one file or URL to import.');
  if (more.length > 0) throw wrong('Name only one file or URL; quote it if it has spaces or "&".');
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(source)?.[1]?.toLowerCase();
  if (scheme === undefined) return { kind: 'file', source };
  const url = URL.parse(source);
  if (url === null || (scheme !== 'http' && scheme !== 'https')) {
    throw wrong(`${printable(source)} is neither a file nor an http or https URL.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw wrong('The URL must not carry user information.');
  }
  return { kind: 'url', source: url.href };
}

function parse(args: readonly string[]): {
  values: { help?: boolean };
  positionals: string[];
} {
  try {
    return parseArgs({
      args: [...args],
      options: { help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
  } catch (error) {
    // The first sentence says what is wrong; the others are about arguments that begin with a dash.
    const [reason] = (error as Error).message.split('. ');
    throw wrong(`${printable(reason ?? 'The options are wrong')}.`);
  }
}

function wrong(reason: string): ImportError {
  return new ImportError(`${reason}\n${USAGE}\n--help tells more.`, 2);
}
