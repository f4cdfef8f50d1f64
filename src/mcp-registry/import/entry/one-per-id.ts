import type { Refusal } from './refusal.js';
import { serverId } from './server-id.js';
import type { SourceEntry } from './source-entry.js';

/** Entries with different ids, and those that stand back for another one. */
export interface OnePerId {
  readonly chosen: readonly SourceEntry[];
  readonly refused: readonly Refusal[];
}

/** Of the entries that map to the same id chooses the last one marked as latest, else the last one. */
export function onePerId(entries: readonly SourceEntry[]): OnePerId {
  const winners = new Map<string, SourceEntry>();
  for (const entry of entries) {
    const id = serverId(entry.name);
    const best = winners.get(id);
    if (best === undefined || entry.isLatest || !best.isLatest) winners.set(id, entry);
  }
  const chosen: SourceEntry[] = [];
  const refused: Refusal[] = [];
  for (const entry of entries) {
    const winner = winners.get(serverId(entry.name));
    if (winner === undefined || winner === entry) chosen.push(entry);
    else refused.push(standsBack(entry, winner));
  }
  return { chosen, refused };
}

function standsBack({ position, label, name }: SourceEntry, winner: SourceEntry): Refusal {
  const reason =
    name === winner.name
      ? `is another version of ${winner.label}, which is registered instead`
      : `maps to the same id as ${winner.label}, which is registered instead`;
  return { position, label, reason };
}
