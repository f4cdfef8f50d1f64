import type { ImportProgress } from '../command/import-progress.js';
import type { DirectoryClient } from '../directory/directory-client.js';

/** What the steps of an import share. */
export interface ImportContext {
  readonly directory: DirectoryClient;
  readonly progress: ImportProgress;
  /** The name of the source. */
  readonly importedFrom: string;
  /** Only say what would be done. */
  readonly dryRun: boolean;
}

/** Requests for single servers that are open at a time. */
export const REQUESTS_AT_ONCE = 16;
