import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const PRELOADED = pathToFileURL(join(import.meta.dirname, 'skewed-clock.mjs')).href;

/** Variables that set a replica's wall clock off. */
export function clockSkew(ms: number): Record<string, string> {
  return { NODE_OPTIONS: `--import=${PRELOADED}`, CLOCK_SKEW_MS: String(ms) };
}

/** A wall clock of a replica, which steps while it runs. */
export class SteppingClock {
  constructor(private readonly file: string) {}

  get variables(): Record<string, string> {
    return { NODE_OPTIONS: `--import=${PRELOADED}`, CLOCK_SKEW_FILE: this.file };
  }

  /** From now on it differs so much from the machine's. */
  async set(ms: number): Promise<void> {
    const next = `${this.file}.next`;
    await writeFile(next, String(ms));
    await rename(next, this.file);
  }
}
