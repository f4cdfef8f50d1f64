import type { Manifest } from '../../../manifest/manifest.js';
import { normaliseManifest } from '../../../manifest/normalise-manifest.js';
import { prepareManifest } from '../../../manifest/prepared-manifest.js';
import { atOnce } from '../at-once.js';
import type { ItemResult } from '../directory/batch-result.js';
import type { ConditionalManifest } from '../directory/directory-client.js';
import type { ImportedServer } from '../directory/standing.js';
import type { MappedEntry } from '../entry/to-manifest.js';
import { ImportError } from '../import-error.js';
import { batches } from './batches.js';
import { REQUESTS_AT_ONCE, type ImportContext } from './import-context.js';
import { lookFor, placesOf, type Look } from './place.js';

/** What became of the chosen version of a name. */
export type Outcome =
  { readonly done: NonNullable<ItemResult['outcome']> } | { readonly reason: string };

/** How often servers that others have changed meanwhile are looked at again. */
const ROUNDS = 4;

/** A server that has its place. */
interface Planned {
  readonly name: string;
  readonly mapped: MappedEntry;
  readonly manifest: Manifest;
  readonly held: ImportedServer | undefined;
  readonly bytes: number;
}

/**
 * Registers servers where nothing is, or over what an import has made, and never over anything else: the directory
 * checks that with the write. Where somebody was faster, it looks again.
 */
export async function registerServers(
  servers: readonly MappedEntry[],
  looks: ReadonlyMap<string, Look>,
  context: ImportContext,
): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  let open = servers;
  let known = looks;
  for (let round = 1; round <= ROUNDS && open.length > 0; round += 1) {
    if (round > 1) known = await lookAgain(open, context);
    const planned = plan(open, known, outcomes);
    open = context.dryRun
      ? foretell(planned, outcomes)
      : await send(planned, outcomes, context, round === 1);
  }
  const reason = 'was changed by others again and again while the import ran; run it again';
  for (const { entry } of open) outcomes.set(entry.name, { reason });
  return outcomes;
}

async function lookAgain(
  servers: readonly MappedEntry[],
  { directory }: ImportContext,
): Promise<Map<string, Look>> {
  const names = servers.map(({ entry }) => entry.name);
  const looks = await atOnce(REQUESTS_AT_ONCE, names, async (name) => {
    const look = await lookFor(name, (id) => directory.find(id));
    return [name, look] as const;
  });
  return new Map(looks);
}

function plan(
  servers: readonly MappedEntry[],
  looks: ReadonlyMap<string, Look>,
  outcomes: Map<string, Outcome>,
): Planned[] {
  const wanted = new Map<string, Look>();
  for (const { entry } of servers) {
    const look = looks.get(entry.name);
    if (look !== undefined) wanted.set(entry.name, look);
  }
  const places = placesOf(wanted);
  return servers.flatMap((mapped) => {
    const { name } = mapped.entry;
    const place = places.get(name);
    if (place === undefined) return [];
    if ('refusal' in place) {
      outcomes.set(name, { reason: place.refusal });
      return [];
    }
    const manifest = normaliseManifest({ ...mapped.manifest, id: place.id });
    return [{ name, mapped, manifest, held: place.held, bytes: mapped.bytes }];
  });
}

/** What sending would do; nothing stays open. */
function foretell(planned: readonly Planned[], outcomes: Map<string, Outcome>): MappedEntry[] {
  for (const { name, manifest, held } of planned) {
    const same = held?.digest === prepareManifest(manifest).digest;
    outcomes.set(name, {
      done: held === undefined ? 'registered' : same ? 'unchanged' : 'updated',
    });
  }
  return [];
}

/** Sends servers; what is left open was changed by others meanwhile. */
async function send(
  planned: readonly Planned[],
  outcomes: Map<string, Outcome>,
  { directory, progress }: ImportContext,
  shown: boolean,
): Promise<MappedEntry[]> {
  const open: MappedEntry[] = [];
  let sent = 0;
  if (shown) progress.sent(sent, planned.length);
  for (const batch of batches(planned)) {
    const results = await directory.register(batch.map(conditional)).catch((error: unknown) => {
      throw withStandOf(error, sent, planned.length);
    });
    for (const [index, { name, mapped }] of batch.entries()) {
      const { status, outcome, reason = 'no reason given' } = results[index] ?? {};
      if (status === 412) open.push(mapped);
      else outcomes.set(name, outcome === undefined ? { reason } : { done: outcome });
    }
    sent += batch.length;
    if (shown) progress.sent(sent, planned.length);
  }
  return open;
}

function conditional({ manifest, held }: Planned): ConditionalManifest {
  return held === undefined
    ? { ...manifest, if_none_match: '*' }
    : { ...manifest, if_match: held.digest };
}

/** Says how far the import came, if it came anywhere. */
function withStandOf(error: unknown, done: number, total: number): unknown {
  if (!(error instanceof ImportError) || done === 0) return error;
  return new ImportError(
    `${error.message} It stopped after ${done} of ${total} servers; what was registered stays.`,
  );
}
