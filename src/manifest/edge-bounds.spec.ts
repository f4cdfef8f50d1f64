import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonFaults } from '../common/json-faults.js';
import { canonicalJson } from './canonical-json.js';
import { withoutEdgeBounds } from './edge-bounds.js';
import type { JsonObject } from './manifest.js';

const MOST = 2 ** 63;

function leftOutOf(schema: JsonObject): { schema: JsonObject; paths: string[] } {
  const paths: string[] = [];
  const left = withoutEdgeBounds(schema, (keyword) => paths.push(keyword.join('/')));
  return { schema: left, paths };
}

describe('withoutEdgeBounds', () => {
  it.each([
    [{ maximum: MOST }, {}, ['maximum']],
    [
      { type: 'integer', minimum: -MOST, maximum: MOST },
      { type: 'integer' },
      ['minimum', 'maximum'],
    ],
    [
      { exclusiveMaximum: 2 * MOST, exclusiveMinimum: -MOST },
      {},
      ['exclusiveMaximum', 'exclusiveMinimum'],
    ],
    [
      { maxLength: MOST, maxItems: MOST, maxProperties: MOST },
      {},
      ['maxLength', 'maxItems', 'maxProperties'],
    ],
    [{ default: MOST, examples: [1, MOST] }, {}, ['default', 'examples']],
    [{ default: { a: [MOST] } }, {}, ['default']],
    [
      { properties: { n: { maximum: MOST, title: 'N' } }, required: ['n'] },
      { properties: { n: { title: 'N' } }, required: ['n'] },
      ['properties/n/maximum'],
    ],
    [
      { anyOf: [{ maximum: MOST }, { type: 'null' }], not: { minimum: -MOST } },
      { anyOf: [{}, { type: 'null' }], not: {} },
      ['anyOf/0/maximum', 'not/minimum'],
    ],
    [
      { properties: { default: { maximum: MOST }, maximum: { default: MOST }, properties: {} } },
      { properties: { default: {}, maximum: {}, properties: {} } },
      ['properties/default/maximum', 'properties/maximum/default'],
    ],
    [{ $defs: { enum: { maximum: MOST } } }, { $defs: { enum: {} } }, ['$defs/enum/maximum']],
  ])('should make of %j %j', (schema, left, paths) => {
    expect(leftOutOf(schema)).toEqual({ schema: left, paths });
  });

  it.each([
    { maximum: 2 ** 53 - 1, minimum: -(2 ** 53 - 1), default: 1e21 },
    { maximum: -MOST },
    { minimum: MOST },
    { minLength: MOST },
    { multipleOf: MOST },
    { const: MOST, enum: [MOST, { maximum: MOST }] },
    { maximum: Infinity },
  ])('should leave %j as it is', (schema) => {
    expect(withoutEdgeBounds(schema)).toBe(schema);
  });

  it('should leave nothing out of what all readers read alike, and change nothing the second time', () => {
    const schema = fc.object({
      key: fc.constantFrom('maximum', 'minimum', 'default', 'properties', 'items', 'enum', 'a'),
      values: [fc.constantFrom(MOST, -MOST, 1, 1e21, 'x'), fc.boolean()],
      withNullPrototype: false,
      maxDepth: 4,
    });
    fc.assert(
      fc.property(schema, (value) => {
        const before = value as JsonObject;
        const text = canonicalJson(before);
        const once = withoutEdgeBounds(before);
        expect(canonicalJson(before)).toBe(text);
        expect(withoutEdgeBounds(once)).toBe(once);
        if (jsonFaults(before).length === 0) expect(once).toBe(before);
      }),
      { numRuns: 2_000 },
    );
  });
});
