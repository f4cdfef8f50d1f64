import { parseJson } from '../common/parse-json.js';
import { type Looks, looksOf } from '../manifest/texts/look-alike.js';
import type { Manifest } from '../manifest/manifest.js';
import { normaliseLabel } from '../manifest/text-rules.js';

/** What of a manifest can be filtered by and searched for. */
export interface Searchable {
  readonly tags: readonly string[];
  readonly capabilities: readonly string[];
  /** Names of the tools as labels, each once. */
  readonly toolNames: ReadonlySet<string>;
  /** What the id and the display name look like. */
  readonly looks: Looks;
  /** The document of the text index. */
  readonly text: TextDocument;
}

/** Fields of the text index, from the weightiest to the lightest. */
export interface TextDocument {
  readonly id: string;
  readonly name: string;
  readonly labels: string;
  readonly tools: string;
  readonly description: string;
}

/** Takes from a manifest's canonical JSON what the indexes need. */
export function searchable(canonical: string): Searchable {
  const manifest = parseJson(canonical) as Manifest;
  const { id, display_name, description, tags = [], capabilities = [], tools = [] } = manifest;
  const names = tools.map((tool) => tool.name);
  return {
    // Labels that were stored before this form was introduced can still be found.
    tags: labels(tags),
    capabilities: labels(capabilities),
    toolNames: new Set(names.map(normaliseLabel)),
    looks: looksOf(id, display_name),
    text: {
      id,
      name: `${id} ${display_name}`,
      labels: [...tags, ...capabilities].join(' '),
      tools: names.join(' '),
      description: [description, ...tools.map((tool) => tool.description)].join(' ').trim(),
    },
  };
}

function labels(stored: readonly string[]): string[] {
  return [...new Set(stored.map(normaliseLabel))];
}
