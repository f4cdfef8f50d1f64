import { parseArgs } from 'node:util';
import { printable } from '../../../common/printable.js';
import { ImportError } from '../import-error.js';
import { USAGE } from './import-help.js';

/** What is to be imported, and how. */
export interface ImportRequest {
  readonly kind: 'file' | 'url';
  /** The file or the URL. */
  readonly source: string;
  /** The name of the source; `undefined` = it follows from the file or the URL. */
  readonly sourceName: string | undefined;
  readonly dryRun: boolean;
  readonly prune: boolean;
  /** Most servers to prune; `undefined` = the usual limit. */
  readonly maxPrune: number | undefined;
}

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  'dry-run': { type: 'boolean' },
  prune: { type: 'boolean' },
  'max-prune': { type: 'string' },
  source: { type: 'string' },
} as const;

/** Printable ASCII without spaces: it stands in manifests and in commands. */
const SOURCE_NAME = /^[\x21-\x7e]{1,200}$/;

/** Parameters with which a registry lists only a part, so that what is missing says nothing. */
const PARTS: readonly string[] = ['cursor', 'updated_since'];

/**
 * Reads the command line: what to import, or that help is asked for.
 * @throws ImportError (exit code 2) when it is wrong.
 */
export function readImportArguments(args: readonly string[]): ImportRequest | 'help' {
  const { values, positionals } = parse(args);
  if (values.help === true) return 'help';
  const [source, ...more] = positionals;
  if (source === undefined || source === '') throw wrong('Name one file or URL to import.');
  if (more.length > 0) throw wrong('Name only one file or URL; quote it if it has spaces or "&".');
  const place = readPlace(source);
  const prune = values.prune === true;
  if (prune && place.kind === 'url') assertWhole(place.source);
  const dryRun = values['dry-run'] === true;
  const sourceName = values.source;
  if (sourceName !== undefined && !SOURCE_NAME.test(sourceName)) {
    throw wrong('--source must be 1 to 200 printable ASCII characters without spaces.');
  }
  return {
    ...place,
    sourceName,
    dryRun,
    prune,
    maxPrune: readMaxPrune(values['max-prune'], prune),
  };
}

function readPlace(source: string): Pick<ImportRequest, 'kind' | 'source'> {
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

function assertWhole(url: string): void {
  const { searchParams } = new URL(url);
  const part = PARTS.find((name) => searchParams.has(name));
  if (part === undefined) return;
  throw wrong(`--prune needs the whole list; leave the parameter ${part} out of the URL.`);
}

function readMaxPrune(text: string | undefined, prune: boolean): number | undefined {
  if (text === undefined) return undefined;
  if (!prune) throw wrong('--max-prune says something only together with --prune.');
  if (!/^\d{1,9}$/.test(text)) throw wrong('--max-prune must be a whole number, for example 100.');
  return Number(text);
}

type Values = {
  readonly [K in keyof typeof OPTIONS]?: (typeof OPTIONS)[K]['type'] extends 'string'
    ? string
    : boolean;
};

function parse(args: readonly string[]): {
  readonly values: Values;
  readonly positionals: readonly string[];
} {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // The first sentence says what is wrong; the others are about arguments that begin with a dash.
    const [reason] = (error as Error).message.split('. ');
    throw wrong(`${printable(reason ?? 'The options are wrong')}.`);
  }
}

function wrong(reason: string): ImportError {
  return new ImportError(`${reason}\n${USAGE}\n--help says more.`, 2);
}
