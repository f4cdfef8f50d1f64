import type { Timeline } from '../../manifest/timeline.js';
import type { StoredEpoch } from './worker-protocol.js';

/** The epochs of a {@link Timeline}, from the stored ones in their order. */
export function epochsOf(epochs: readonly StoredEpoch[]): Pick<Timeline, 'epoch' | 'earlier'> {
  const earlier = new Map<string, number>();
  let current = '';
  for (const { epoch, after } of epochs) {
    if (current !== '') earlier.set(current, after);
    current = String(epoch);
  }
  return { epoch: current, earlier };
}
