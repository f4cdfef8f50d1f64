import type { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { parseJson } from '../common/parse-json.js';
import { TimeSlice } from '../common/time-slice.js';
import { BatchItems, MOST_ITEM_BYTES, MOST_ITEMS } from './batch-items.js';
import { JsonScan } from './json/json-scan.js';
import { ListSplit } from './json/list-split.js';
import { jsonError, textFault } from './json/read-json.js';

const STEP_BYTES = 256 * 1_024;

/** Most bytes of a batch that are not in its list. */
const MOST_BESIDE = MOST_ITEM_BYTES;

/** The longest token that may be cut at the end of what is scanned. */
const CUT_TOKEN = 8;

/**
 * Reads a batch of some megabytes in slices: the value of its body, with {@link BatchItems} in place of the list that
 * its field `list` has. The items are parsed later, one by one; everything around them has to be right.
 * @param atOnce - how many bytes of items may be parsed at a time
 * @throws MALFORMED_JSON, VALIDATION_FAILED, PAYLOAD_TOO_LARGE for too much beside the list
 */
export async function readBatch(
  bytes: Buffer,
  list: string,
  atOnce: number,
  clock: Clock,
): Promise<unknown> {
  const fault = textFault(bytes);
  if (fault !== undefined) throw jsonError(fault);
  const firstEnd = Math.min(bytes.length, MOST_BESIDE);
  const scan = new JsonScan().begin(bytes, firstEnd, list);
  if (run(scan, bytes, firstEnd) === 'end') {
    return parseJson(bytes.toString());
  }
  const listAt = scan.position;
  const split = await splitList(bytes, listAt + 1, clock);
  const items = new BatchItems(bytes, split.starts, split.ends, atOnce);
  if (split.isTooLong) return { [list]: items };
  const behind = split.position;
  const end = Math.min(bytes.length, behind + MOST_BESIDE - listAt);
  scan.skipTo(behind, end);
  run(scan, bytes, end);
  const beside = `${bytes.toString('utf8', 0, listAt)}[]${bytes.toString('utf8', behind)}`;
  return { ...(parseJson(beside) as object), [list]: items };
}

function run(scan: JsonScan, bytes: Buffer, end: number): 'list' | 'end' {
  const stop = scan.run();
  const isCut = end < bytes.length && stop.at !== 'list' && scan.position + CUT_TOKEN >= end;
  if (isCut) {
    throw new DomainError(
      'PAYLOAD_TOO_LARGE',
      `What the body has beside its list of items is larger than ${MOST_BESIDE / 1_024} KiB.`,
    );
  }
  if (stop.at === 'fault') throw jsonError(stop.fault);
  return stop.at;
}

async function splitList(bytes: Buffer, at: number, clock: Clock): Promise<ListSplit> {
  const split = new ListSplit(bytes, at, MOST_ITEMS);
  const slice = new TimeSlice(clock);
  for (;;) {
    const step = split.step(STEP_BYTES);
    if (step === 'end') return split;
    if (step === 'broken') throw brokenList(split.position, bytes.length);
    await slice.pause();
  }
}

function brokenList(position: number, end: number): DomainError {
  const message =
    position >= end ? 'it ends too early' : `unexpected character at byte ${position}`;
  return jsonError({ kind: 'syntax', message: `is not valid JSON: ${message}` });
}
