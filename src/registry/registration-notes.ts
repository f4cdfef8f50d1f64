import type { LookAlikes, SameLook } from '../catalog/look-alikes.js';
import type { FieldError } from '../common/domain-error.js';
import { pathAlong } from '../common/json-faults.js';
import { withoutEdgeBounds } from '../manifest/edge-bounds.js';
import { looksOf } from '../manifest/texts/look-alike.js';
import type { ManifestDraft, Tool } from '../manifest/manifest.js';

/** Most notes in one answer. */
const MAX_NOTES = 100;

/** What a member should know of a manifest that was taken: where it is, and what is remarkable. Nothing is wrong with it. */
export type RegistrationNote = FieldError;

/** What is remarkable about a manifest: what of it was left out, and which other servers it could be taken for. */
export function registrationNotes(
  { id, display_name, tools = [] }: ManifestDraft,
  known: LookAlikes,
): RegistrationNote[] {
  const same = known.of(looksOf(id, display_name), id);
  const looks = [
    ...lookNote('id', 'looks like', same.id),
    ...lookNote('display_name', 'looks like that of', same.name),
  ];
  return [...looks, ...tools.flatMap(leftOutNotes)].slice(0, MAX_NOTES);
}

function leftOutNotes({ input_schema: schema }: Tool, index: number): RegistrationNote[] {
  if (schema === undefined) return [];
  const notes: RegistrationNote[] = [];
  withoutEdgeBounds(schema, (keyword) => {
    const path = pathAlong(`tools[${index}].input_schema`, keyword);
    const message = 'was left out: readers of JSON keep only some digits of such a whole number';
    notes.push({ path, message });
  });
  return notes;
}

function lookNote(path: string, looks: string, { total, ids }: SameLook): RegistrationNote[] {
  if (total === 0) return [];
  const named = ids.map((id) => `\`${id}\``).join(', ');
  const more = total - ids.length;
  const others =
    ids.length === 0 ? `${total} servers` : more === 0 ? named : `${named} and ${more} more`;
  const are = total === 1 ? 'is' : 'are';
  return [{ path, message: `${looks} ${others}, which ${are} registered too` }];
}
