import { readFileSync } from 'node:fs';

/** How many files this process may have open; `undefined` = unlimited, or the system does not say it (only Linux does). */
export function openFileLimit(path = '/proc/self/limits'): number | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  const [, soft] = /^Max open files\s+(\d+)/m.exec(text) ?? [];
  return soft === undefined ? undefined : Number(soft);
}
