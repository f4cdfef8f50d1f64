import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { printable } from '../../common/printable.js';
import { textFault } from './text-fault.js';

/** Which variables there are. */
export interface VariableNames {
  readonly all: readonly string[];
  /** Those of whole numbers. */
  readonly numbers: ReadonlySet<string>;
  /** Those that may also be given as `NAME_FILE`, a mounted file that holds the value; their values are never shown. */
  readonly secrets: readonly string[];
}

/** The environment as it was read. */
export interface ReadVariables {
  readonly values: Readonly<Record<string, string | number>>;
  readonly problems: readonly string[];
  /** Names of variables whose values are in `problems` already: they need no further check. */
  readonly faulty: ReadonlySet<string>;
}

/** Reads all variables by one rule, see {@link textFault}: inline or from a file, the same text is the same value. */
export function readVariables(env: NodeJS.ProcessEnv, names: VariableNames): ReadVariables {
  const reader = new Reader(env, names);
  for (const name of names.all) reader.readInline(name);
  for (const name of names.secrets) reader.readFromFile(name);
  return reader;
}

class Reader implements ReadVariables {
  readonly values: Record<string, string | number> = {};
  readonly problems: string[] = [];
  readonly faulty = new Set<string>();

  constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly names: VariableNames,
  ) {}

  /** A variable that is set to nothing counts as not set; the text of a whole number becomes one. */
  readInline(name: string): void {
    const value = this.env[name];
    if (value === undefined || value === '') return;
    const fault = textFault(value);
    const shown = this.names.secrets.includes(name) ? '' : ` (it is "${printable(value)}")`;
    if (fault !== undefined) this.fail(name, `${name} ${fault}${shown}`);
    this.values[name] =
      this.names.numbers.has(name) && /^\d{1,9}$/.test(value) ? Number(value) : value;
  }

  readFromFile(name: string): void {
    const path = this.env[`${name}_FILE`];
    if (path === undefined || path === '') return;
    if (this.env[name]) this.fail(name, `${name} and ${name}_FILE are both set: set one of them`);
    const shown = printable(path);
    const fault = textFault(path);
    if (fault !== undefined) {
      this.fail(name, `${name}_FILE ${fault} (it is "${shown}")`);
      return;
    }
    try {
      const content = readFileSync(path);
      // One line end comes from an editor, and is not part of the secret.
      const value = content.toString('utf8').replace(/\n$/, '');
      const wrong = isUtf8(content) ? textFault(value) : 'must be UTF-8';
      if (value === '') this.fail(name, `${name}_FILE names an empty file: ${shown}`);
      else this.values[name] = value;
      if (wrong !== undefined) {
        this.fail(
          name,
          `${name}_FILE: the text of ${shown} ${wrong}; one line end at its end is allowed`,
        );
      }
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? 'unknown error';
      this.fail(name, `${name}_FILE names a file that cannot be read: ${shown} (${reason})`);
    }
  }

  private fail(name: string, problem: string): void {
    this.problems.push(problem);
    this.faulty.add(name);
  }
}
