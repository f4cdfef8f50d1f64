import type { Trail } from '../common/json-faults.js';
import { isPortableNumber } from '../common/portable-number.js';
import type { JsonObject } from './manifest.js';

/** Keywords of JSON Schema that hold a number from above or from below. */
const UPPER = new Set(
  'maximum exclusiveMaximum maxLength maxItems maxProperties maxContains'.split(' '),
);
const LOWER = new Set(['minimum', 'exclusiveMinimum']);

/** Keywords that only describe; they do not constrain values. */
const ANNOTATIONS = new Set(['default', 'example', 'examples']);

/** Keywords whose value is data, and those whose value has schemas by names that anybody chose. */
const DATA = new Set(['const', 'enum']);
const MAPS = new Set(
  'properties patternProperties dependentSchemas $defs definitions dependencies'.split(' '),
);

/**
 * A JSON Schema without the keywords that hold whole numbers of which readers of JSON keep only some digits: bounds at
 * the edge of 64 bits, as Go, Java and pydantic write them, which every number within ±2^53 meets anyway, and defaults
 * and examples. All else stays, to be refused. Not nested too deeply; the same object when nothing is left out.
 */
export function withoutEdgeBounds(
  schema: JsonObject,
  leftOut?: (keyword: Trail) => void,
): JsonObject {
  return hasEdge(schema) ? (inSchema(schema, [], leftOut) as JsonObject) : schema;
}

type Told = ((keyword: Trail) => void) | undefined;

function inSchema(schema: unknown, trail: Trail, told: Told): unknown {
  return mapped(schema, trail, told, (key, value, at) => {
    if (isEdge(key, value)) return LEFT_OUT;
    if (DATA.has(key) || ANNOTATIONS.has(key)) return value;
    return MAPS.has(key) ? mapped(value, at, told, inMember(told)) : inSchema(value, at, told);
  });
}

function inMember(told: Told) {
  return (_name: string, schema: unknown, at: Trail): unknown => inSchema(schema, at, told);
}

const LEFT_OUT = Symbol('left out');

type Change = (key: string, value: unknown, at: Trail) => unknown;

/** The value with its members changed; items of arrays are schemas. */
function mapped(value: unknown, trail: Trail, told: Told, change: Change): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item, index) => inSchema(item, [...trail, index], told));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  let isSame = true;
  const members: [string, unknown][] = [];
  for (const [key, member] of Object.entries(value) as [string, unknown][]) {
    const at = [...trail, key];
    const after = change(key, member, at);
    isSame &&= after === member;
    if (after === LEFT_OUT) told?.(at);
    else members.push([key, after]);
  }
  return isSame ? value : Object.fromEntries(members);
}

function isEdge(key: string, value: unknown): boolean {
  if (ANNOTATIONS.has(key)) return hasEdge(value);
  if (typeof value !== 'number' || !isBeyond(value)) return false;
  return value > 0 ? UPPER.has(key) : LOWER.has(key);
}

function hasEdge(value: unknown): boolean {
  if (typeof value === 'number') return isBeyond(value);
  if (typeof value !== 'object' || value === null) return false;
  const members = value as Record<string, unknown>;
  return Object.keys(members).some((key) => hasEdge(members[key]));
}

/** Neither portable nor endless: JSON has no number that means the latter. */
function isBeyond(value: number): boolean {
  return Number.isFinite(value) && !isPortableNumber(value);
}
