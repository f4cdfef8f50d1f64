import { withoutEdgeBounds } from './edge-bounds.js';
import type { Manifest, ManifestDraft, Tool } from './manifest.js';
import { LIMITS } from './manifest-limits.js';
import { normaliseLabel, normaliseText } from './text-rules.js';

/**
 * The form in which a manifest is stored, digested, signed and served: texts trimmed, labels
 * lower-cased, in NFC and unique, the two defaults filled in, numbers that mean nothing to readers left out of schemas
 * (see `edge-bounds.ts`). Normalising twice changes nothing.
 */
export function normaliseManifest(draft: ManifestDraft): Manifest {
  const { description, tools, capabilities, tags, registry_name } = draft;
  const { probe, member_key, icons, metadata } = draft;
  return {
    id: draft.id,
    display_name: normaliseText(draft.display_name),
    ...(description !== undefined && { description: normaliseText(description) }),
    version: draft.version,
    endpoints: draft.endpoints,
    ...(tools !== undefined && { tools: tools.map(normaliseTool) }),
    ...(capabilities !== undefined && { capabilities: normaliseLabels(capabilities) }),
    ...(tags !== undefined && { tags: normaliseLabels(tags) }),
    cache_ttl_seconds: draft.cache_ttl_seconds ?? LIMITS.cacheTtlSeconds.default,
    heartbeat_interval_seconds:
      draft.heartbeat_interval_seconds ?? LIMITS.heartbeatIntervalSeconds.default,
    ...(registry_name !== undefined && { registry_name }),
    ...(probe !== undefined && { probe }),
    ...(member_key !== undefined && { member_key }),
    ...(icons !== undefined && { icons }),
    ...(metadata !== undefined && { metadata }),
  };
}

function normaliseTool(tool: Tool): Tool {
  return {
    name: normaliseText(tool.name),
    ...(tool.description !== undefined && { description: normaliseText(tool.description) }),
    ...(tool.endpoint !== undefined && { endpoint: tool.endpoint }),
    ...(tool.input_schema !== undefined && { input_schema: withoutEdgeBounds(tool.input_schema) }),
  };
}

function normaliseLabels(labels: readonly string[]): string[] {
  return [...new Set(labels.map(normaliseLabel))];
}
