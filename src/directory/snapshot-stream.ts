import type { FrozenListing } from '../catalog/snapshot-documents.service.js';
import { leafOf } from '../catalog/listing-digest.js';
import { leafJson } from '../catalog/merkle/leaf.js';
import type { Clock } from '../common/clock.js';
import { TimeSlice } from '../common/time-slice.js';

const LEAVES_AT_ONCE = 256;

/** The JSON of a snapshot with all its leaves, piece by piece. */
export async function* snapshotPieces(
  { jws, entries }: FrozenListing,
  clock: Clock,
): AsyncGenerator<string> {
  const slice = new TimeSlice(clock);
  yield `{"snapshot":${JSON.stringify(jws)},"leaves":[`;
  for (let first = 0; first < entries.length; first += LEAVES_AT_ONCE) {
    await slice.pause();
    const leaves = entries.slice(first, first + LEAVES_AT_ONCE).map((one) => leafJson(leafOf(one)));
    yield (first === 0 ? '' : ',') + leaves.join(',');
  }
  yield ']}';
}
