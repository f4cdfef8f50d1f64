import { parseArgs } from 'node:util';
import { MigrateError } from './migrate-error.js';
import { USAGE } from './migrate-help.js';

/** The stores as they were named on the command line. */
export interface MigrateArguments {
  readonly from: string;
  readonly to: string;
}

/**
 * Reads the command line: from where to where, or that help is asked for.
 * @throws MigrateError (exit code 2) when it is wrong
 */
export function readMigrateArguments(args: readonly string[]): MigrateArguments | 'help' {
  const { help, from, to } = parse(args);
  if (help === true) return 'help';
  if (from === undefined || from === '') throw wrongUse('Name the store to move from: --from.');
  if (to === undefined || to === '') throw wrongUse('Name the store to move to: --to.');
  return { from, to };
}

/** The command was used wrongly, and how it is used. */
export function wrongUse(reason: string): MigrateError {
  return new MigrateError(`${reason}\n${USAGE}\n--help tells more.`, 2);
}

function parse(args: readonly string[]): { help?: boolean; from?: string; to?: string } {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        from: { type: 'string' },
        to: { type: 'string' },
      },
    }).values;
  } catch (error) {
    // What the parser quotes may be a URI with a password.
    const unexpected =
      (error as { code?: unknown }).code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL';
    const [reason] = (error as Error).message.split('. ');
    throw wrongUse(unexpected ? 'Say --from or --to before each store.' : `${reason ?? 'Wrong'}.`);
  }
}
