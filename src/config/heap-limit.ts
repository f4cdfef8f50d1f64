import { getHeapStatistics } from 'node:v8';

const MIB = 1_024 * 1_024;

/** V8 counts the space for new objects (three times 64 MiB) to the limit, and objects cannot live there for long. */
const NEW_SPACE_BYTES = 192 * MIB;

const OLD_SPACE_OPTION = /--max[-_]old[-_]space[-_]size[= ](\d+)/g;

/** How many bytes of objects can live in this process: what `--max-old-space-size` says, or V8 has chosen. */
export function heapLimitBytes(
  options = `${process.env['NODE_OPTIONS'] ?? ''} ${process.execArgv.join(' ')}`,
  allBytes = getHeapStatistics().heap_size_limit,
): number {
  const said = Number([...options.matchAll(OLD_SPACE_OPTION)].at(-1)?.[1] ?? 0) * MIB;
  // V8 makes less of what the machine does not have.
  if (said > 0 && said <= allBytes) return said;
  return Math.max(allBytes - NEW_SPACE_BYTES, allBytes / 2);
}
