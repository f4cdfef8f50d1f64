import { textFault } from '../../../../common/json-faults.js';
import { labelFaults } from '../../../../manifest/field-faults.js';
import { LIMITS } from '../../../../manifest/manifest-limits.js';
import { normaliseLabel } from '../../../../manifest/text-rules.js';
import { isJsonObject, type UncheckedObject } from '../../json-object.js';
import type { Remote } from '../remote.js';

const PUBLISHER = 'io.modelcontextprotocol.registry/publisher-provided';

/** The tags of an imported server: that it is remote, how it is reached, and its publisher's tags that fit. */
export function sourceTags(server: UncheckedObject, remote: Remote): string[] {
  const own = ['remote', remote.type];
  return [...new Set([...own, ...publisherTags(server)])].slice(0, LIMITS.labels);
}

function publisherTags({ _meta: meta }: UncheckedObject): string[] {
  const provided = isJsonObject(meta) ? meta[PUBLISHER] : undefined;
  const tags = isJsonObject(provided) ? provided['tags'] : undefined;
  if (!Array.isArray(tags)) return [];
  return tags.filter(isTag).map(normaliseLabel);
}

function isTag(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    textFault(value) === undefined &&
    labelFaults([value], '').length === 0
  );
}
