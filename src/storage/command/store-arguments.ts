import { parseArgs } from 'node:util';
import { MigrateError } from '../migrate/migrate-error.js';
import type { Selection } from './selection.js';
import { selectsAll } from './selection.js';
import { USAGE } from './store-help.js';

const VERBS = ['list', 'purge', 'export', 'backup', 'restore'] as const;

/** Those that are about a whole store and a file. */
const WITH_FILE: readonly string[] = ['backup', 'restore'];
const MOST_LARGEST = 1_000;

/** What is to be done with which store. */
export interface StoreArguments {
  readonly verb: (typeof VERBS)[number];
  readonly store: string;
  readonly selection: Selection;
  readonly largest: number | undefined;
  readonly json: boolean;
  readonly out: string | undefined;
  readonly yes: boolean;
  /** The backup: to be made, or to be restored; empty when the verb has none. */
  readonly file: string;
  /** Whether a store that is there is replaced. */
  readonly force: boolean;
}

/** The options that only one verb has. */
const OWN = {
  largest: 'list',
  json: 'list',
  out: 'export',
  yes: 'purge',
  force: 'restore',
} as const;

/**
 * Reads the command line, or that help is asked for.
 * @throws MigrateError (exit code 2) when it is wrong
 */
export function readStoreArguments(args: readonly string[]): StoreArguments | 'help' {
  const { values, positionals } = parse(args);
  if (values.help === true) return 'help';
  const [verb, file = '', ...more] = positionals;
  if (!isVerb(verb)) throw wrongUse('Say list, purge, export, backup or restore.');
  if (more.length > 0 || WITH_FILE.includes(verb) !== (file !== '')) {
    throw wrongUse(
      WITH_FILE.includes(verb) ? `Name one file: ${verb} <file>.` : `${verb} has no file.`,
    );
  }
  if (values.store === undefined || values.store === '') throw wrongUse('Name the store: --store.');
  for (const [option, owner] of Object.entries(OWN)) {
    const isSet = values[option as keyof typeof OWN] !== undefined;
    if (isSet && owner !== verb) throw wrongUse(`--${option} belongs to ${owner}.`);
  }
  const { id: ids = [], from, removed = false, damaged = false } = values;
  const selection = { ids, from, removed, damaged };
  if (WITH_FILE.includes(verb) && !selectsAll(selection)) {
    throw wrongUse(`${verb} is about all servers.`);
  }
  if (removed && damaged) throw wrongUse('A server is either removed or damaged.');
  if (verb === 'export' && (removed || damaged)) {
    throw wrongUse('Removed and damaged servers have no manifest to export.');
  }
  if (verb === 'purge' && selectsAll(selection)) {
    throw wrongUse('Say which servers to purge: --id, --from, --removed or --damaged.');
  }
  const { store, json = false, out, yes = false, force = false } = values;
  const largest = readLargest(values.largest);
  return { verb, store, selection, largest, json, out, yes, file, force };
}

/** The command was used wrongly, and how it is used. */
export function wrongUse(reason: string): MigrateError {
  return new MigrateError(`${reason}\n${USAGE}\n--help tells more.`, 2);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        store: { type: 'string' },
        id: { type: 'string', multiple: true },
        from: { type: 'string' },
        removed: { type: 'boolean' },
        damaged: { type: 'boolean' },
        largest: { type: 'string' },
        json: { type: 'boolean' },
        out: { type: 'string' },
        yes: { type: 'boolean' },
        force: { type: 'boolean' },
      },
    });
  } catch (error) {
    const [reason] = (error as Error).message.split('. ');
    throw wrongUse(`${reason ?? 'Wrong'}.`);
  }
}

function isVerb(text: string | undefined): text is StoreArguments['verb'] {
  return (VERBS as readonly (string | undefined)[]).includes(text);
}

function readLargest(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const largest = Number(text);
  if (/^\d{1,4}$/.test(text) && largest >= 1 && largest <= MOST_LARGEST) return largest;
  throw wrongUse(`--largest must be a whole number from 1 to ${MOST_LARGEST}.`);
}
