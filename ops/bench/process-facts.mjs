/** What the operating system and Node say about the machine and about a process. */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';

/** Linux counts the time of a process in hundredths of a second. */
const TICK_SECONDS = 0.01;

/** The machine that the figures are of. */
export function machine() {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${model}, ${availableParallelism()} cores, ${process.platform}, Node ${process.version}`;
}

/**
 * Seconds of processor time that a process has used in all its threads; `NaN` where there is no `/proc`.
 * @param {number} pid
 */
export function cpuSeconds(pid) {
  const stat = readProc(pid, 'stat');
  if (stat === undefined) return NaN;
  // The second field is a name in brackets and may hold spaces; user and system time are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_SECONDS;
}

/**
 * Resident memory of a process in MB; `NaN` where there is no `/proc`.
 * @param {number} pid
 */
export function residentMegabytes(pid) {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readProc(pid, 'status') ?? '')?.[1];
  return Number(kilobytes ?? NaN) / 1_024;
}

function readProc(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}
