import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { printable } from '../common/printable.js';
import type { Environment } from './environment.dto.js';

const GROUP_WRITES = 0o020;
const OTHERS_WRITE = 0o002;

/** Problems prevent the start, warnings do not. */
export interface DataDirDoubts {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

const NONE: DataDirDoubts = { problems: [], warnings: [] };

/**
 * Checks who else may write into `DATA_DIR`. Users who may can put a store and a signing secret of their own there. A
 * group that may only causes a warning: volumes of Kubernetes are the group's, and many systems give each user one.
 */
export function dataDirDoubts({ DATA_DIR, MONGODB_URI, NODE_ENV }: Environment): DataDirDoubts {
  // Nothing is kept there.
  if (MONGODB_URI !== undefined) return NONE;
  const mode = modeOf(DATA_DIR);
  const shown = printable(DATA_DIR);
  if ((mode & OTHERS_WRITE) !== 0) {
    const doubt = `DATA_DIR may be written by every user of this machine: chmod o-w "${shown}"`;
    return NODE_ENV === 'production'
      ? { problems: [doubt], warnings: [] }
      : { problems: [], warnings: [doubt] };
  }
  if ((mode & GROUP_WRITES) === 0) return NONE;
  const doubt = `DATA_DIR may be written by its group: chmod g-w "${shown}", unless you trust all of it`;
  return { problems: [], warnings: [doubt] };
}

/** The mode of the directory; 0 when there is none yet, or none that can be looked at: opening the store says what is wrong. */
function modeOf(path: string): number {
  try {
    return statSync(resolve(path)).mode;
  } catch {
    return 0;
  }
}
