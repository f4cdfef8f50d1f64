import type { FieldError } from '../common/domain-error.js';
import { isTooDeep, joinPath } from '../common/json-faults.js';
import { urlFault } from './http-url.js';
import { ENDPOINT_NAME_PATTERN, LIMITS } from './manifest-limits.js';
import { codePoints, isLineOfText, isText, normaliseLabel, normaliseText } from './text-rules.js';

/** How long a text may be after trimming, and whether it may have line breaks. */
export interface TextLimits {
  readonly min: number;
  readonly max: number;
  readonly lines?: boolean;
}

/** What is wrong with a text field. */
export function textFaults(value: unknown, path: string, limits: TextLimits): FieldError[] {
  const { min, max, lines = false } = limits;
  if (typeof value !== 'string') return [{ path, message: 'must be a string' }];
  const text = normaliseText(value);
  const length = codePoints(text);
  const faults: FieldError[] = [];
  if (length < min) faults.push({ path, message: 'must not be empty' });
  if (length > max) faults.push({ path, message: `must be no longer than ${max} characters` });
  if (!(lines ? isText(text) : isLineOfText(text))) {
    const allowed = lines ? ' other than tab and line breaks' : '';
    faults.push({
      path,
      message: `must not contain control characters${allowed} or bidirectional formatting characters`,
    });
  }
  return faults;
}

/** What is wrong with a list of tags or capabilities. */
export function labelFaults(value: unknown, path: string): FieldError[] {
  if (!Array.isArray(value)) return [{ path, message: 'must be a list of strings' }];
  if (value.length > LIMITS.labels) {
    return [{ path, message: `must have at most ${LIMITS.labels} items` }];
  }
  return value.flatMap((item: unknown, index) => {
    const at = `${path}[${index}]`;
    if (typeof item !== 'string') return [{ path: at, message: 'must be a string' }];
    if (item.includes(',')) return [{ path: at, message: 'must not contain a comma' }];
    return textFaults(normaliseLabel(item), at, { min: 1, max: LIMITS.labelLength });
  });
}

/** What is wrong with the map of endpoints. */
export function endpointFaults(value: unknown, path: string): FieldError[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [{ path, message: 'must be an object of URLs by name, with at least "mcp"' }];
  }
  const endpoints = Object.entries(value) as [string, unknown][];
  if (endpoints.length > LIMITS.endpoints) {
    return [{ path, message: `must have at most ${LIMITS.endpoints} URLs` }];
  }
  const faults = endpoints.flatMap(([name, url]) => {
    const at = joinPath(path, name);
    if (!ENDPOINT_NAME_PATTERN.test(name)) {
      return [
        { path: at, message: `is not a valid name: it must match ${ENDPOINT_NAME_PATTERN.source}` },
      ];
    }
    const fault = urlFault(url);
    return fault === undefined ? [] : [{ path: at, message: fault }];
  });
  if (!Object.hasOwn(value, 'mcp')) {
    faults.unshift({
      path: `${path}.mcp`,
      message: 'is required: the URL that MCP clients connect to',
    });
  }
  return faults;
}

/** What is wrong with free-form metadata. */
export function metadataFaults(value: unknown, path: string): FieldError[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [{ path, message: 'must be a JSON object' }];
  }
  const faults: FieldError[] = [];
  if (isTooDeep(value, LIMITS.metadataDepth)) {
    faults.push({ path, message: `must not be nested deeper than ${LIMITS.metadataDepth} levels` });
  }
  if (Buffer.byteLength(JSON.stringify(value)) > LIMITS.metadataBytes) {
    faults.push({ path, message: `must be at most ${LIMITS.metadataBytes / 1_024} KiB of JSON` });
  }
  return faults;
}
