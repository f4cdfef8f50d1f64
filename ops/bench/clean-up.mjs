/** What this run has started or made, so that nothing of it is left however the run ends. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const children = new Set();
const folders = new Set();

/**
 * Remembers a child process; it is killed if it still runs when this process ends.
 * @template {import('node:child_process').ChildProcess} T
 * @param {T} child
 * @returns {T}
 */
export function guard(child) {
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

/** A new temporary folder. */
export function makeTempFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'omega-directory-bench-'));
  folders.add(folder);
  return folder;
}

/** @param {string} folder */
export function removeTempFolder(folder) {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
}

process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders) removeTempFolder(folder);
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
