import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Standing } from '../directory/standing.js';
import { serverIds } from '../entry/server-id.js';
import { lookFor, placesOf, type Look, type Place } from './place.js';

/** A directory with these servers; everything else is free. */
async function placesIn(
  standings: readonly Standing[],
  names: readonly string[],
): Promise<Map<string, Place>> {
  const find = (id: string): Promise<Standing> =>
    Promise.resolve(standings.find((standing) => standing.id === id) ?? { kind: 'free', id });
  const looks = new Map<string, Look>();
  for (const name of names) looks.set(name, await lookFor(name, find));
  return placesOf(looks);
}

function imported(id: string, name: string): Standing {
  const facts = { digest: 'd', version: '1', publishedAt: undefined, source: undefined };
  return { kind: 'imported', id, name, ...facts };
}

const NAMES = ['com.c/x', 'com.c/X', 'com.C/x', 'com/c.x', 'com/c.X'];

describe(placesOf.name, () => {
  it('should give each name its own id, whatever their order', async () => {
    const expected = new Map(
      NAMES.map((name, index) => {
        const { plain, distinct } = serverIds(name);
        return [name, { id: index === 0 ? plain : distinct, held: undefined }];
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(NAMES, { minLength: 5 }), async (names) => {
        const places = await placesIn([], names);
        expect(Object.fromEntries(places)).toEqual(Object.fromEntries(expected));
      }),
    );
  });

  it('should leave each name the id that it has', async () => {
    const { distinct } = serverIds('com.c/x');
    const held = [imported('com.c.x', 'com.c/X'), imported(distinct, 'com.c/x')];
    const places = await placesIn(held, ['com.c/x', 'com.c/X']);
    expect(places.get('com.c/X')).toEqual({ id: 'com.c.x', held: held[0] });
    expect(places.get('com.c/x')).toEqual({ id: distinct, held: held[1] });
    const alone = await placesIn(held.slice(1), ['com.c/x']);
    expect(alone.get('com.c/x')).toEqual({ id: distinct, held: held[1] });
  });

  it.each([
    [
      [{ kind: 'foreign', id: 'com.c.x' }],
      'would replace com.c.x, which was not made by an import',
    ],
    [
      [{ kind: 'unreadable', id: 'com.c.x', reason: 'damaged' }],
      'cannot be compared with com.c.x, which the directory cannot read (damaged)',
    ],
    [
      [
        imported('com.c.x', 'com.c/X'),
        { kind: 'foreign', id: serverIds('com.c/x').distinct } as const,
      ],
      `would need com.c.x and ${serverIds('com.c/x').distinct}, which other servers have`,
    ],
  ] satisfies [Standing[], string][])('should refuse beside %j', async (standings, refusal) => {
    const places = await placesIn(standings, ['com.c/x']);
    expect(places.get('com.c/x')).toEqual({ refusal });
  });
});
