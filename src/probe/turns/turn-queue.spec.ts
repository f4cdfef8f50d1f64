import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Pace } from './pace-book.js';
import { type Turn, TurnQueue } from './turn-queue.js';

/** Work that goes on until the test ends it. */
class Work {
  readonly begun: string[] = [];
  readonly ends = new Map<string, () => void>();

  of(name: string): () => Promise<string> {
    return async () => {
      this.begun.push(name);
      await new Promise<void>((resolve) => this.ends.set(name, resolve));
      return name;
    };
  }

  async end(name: string): Promise<void> {
    this.ends.get(name)?.();
    this.ends.delete(name);
    await turn();
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const PACES: readonly Pace[] = ['quick', 'unknown', 'slow'];

/** A turn on a host that is a site and an owner by itself, unless it says otherwise. */
function on(host: string, pace: Pace = 'quick', place: Partial<Turn> = {}): Turn {
  return { owner: host, site: host, host, pace, ...place };
}

describe(TurnQueue.name, () => {
  let queue: TurnQueue;
  let work: Work;

  beforeEach(() => {
    queue = new TurnQueue({ inAll: 20, perSite: 8, perHost: 4 });
    work = new Work();
  });

  /** Asks for many turns on hosts of their own. */
  function many(count: number, name: string, pace: Pace, place: Partial<Turn> = {}): void {
    for (let index = 0; index < count; index += 1) {
      const one = `${name}${index}`;
      void queue.run(on(one, pace, place), work.of(one));
    }
  }

  const begun = (name: string): number => work.begun.filter((one) => one.startsWith(name)).length;

  it('should do one thing at a time on a host with little to do, in order', async () => {
    const done = ['a1', 'a2', 'a3'].map((name) => queue.run(on('a'), work.of(name)));
    expect(work.begun).toEqual(['a1']);
    await work.end('a1');
    expect(work.begun).toEqual(['a1', 'a2']);
    await work.end('a2');
    await work.end('a3');
    expect(await Promise.all(done)).toEqual(['a1', 'a2', 'a3']);
  });

  it('should do several things at a time on a host with much to do', async () => {
    for (let index = 0; index < 30; index += 1) void queue.run(on('a'), work.of(`a${index}`));
    expect(work.begun).toHaveLength(4);
    for (let index = 0; index < 20; index += 1) await work.end(`a${index}`);
    expect(work.ends.size).toBe(3);
    for (let index = 20; index < 30; index += 1) await work.end(`a${index}`);
    expect(work.begun).toHaveLength(30);
  });

  it('should let hosts, sites and owners take turns', async () => {
    const small = new TurnQueue({ inAll: 1, perSite: 1, perHost: 1 });
    const places = ['o1 s1 h1', 'o1 s1 h1', 'o1 s1 h2', 'o1 s2 h3', 'o2 s3 h4', 'o2 s3 h4'];
    for (const [index, place] of places.entries()) {
      const [owner = '', site = '', host = ''] = place.split(' ');
      void small.run({ owner, site, host, pace: 'quick' }, work.of(`${index} ${host}`));
    }
    while (work.ends.size > 0) await work.end(work.begun.at(-1) ?? '');
    expect(work.begun).toEqual(['0 h1', '1 h1', '4 h4', '3 h3', '5 h4', '2 h2']);
  });

  it('should leave slots for the quick, whatever else waits', () => {
    many(600, 'hanging', 'slow');
    expect(begun('hanging')).toBe(10);
    many(600, 'new', 'unknown');
    expect(begun('new')).toBe(4);
    many(600, 'good', 'quick');
    expect(begun('good')).toBe(6);
    expect(work.begun).toHaveLength(20);
  });

  it('should leave slots for the slow and the unknown beside the quick', () => {
    many(600, 'good', 'quick');
    expect(begun('good')).toBe(16);
    many(600, 'new', 'unknown');
    expect(begun('new')).toBe(2);
    many(600, 'hanging', 'slow');
    expect(begun('hanging')).toBe(2);
  });

  it('should leave slots for other sites, and for other owners', () => {
    many(100, 'a', 'quick', { site: 'a' });
    expect(begun('a')).toBe(8);
    many(100, 'b', 'unknown', { site: 'b' });
    expect(begun('b')).toBe(4);
    many(100, 'c', 'slow', { site: 'c' });
    expect(begun('c')).toBe(3);
    queue = new TurnQueue({ inAll: 20, perSite: 8, perHost: 4 });
    many(600, 'hanging', 'slow', { owner: 'x' });
    expect(begun('hanging')).toBe(8);
    many(600, 'new', 'unknown', { owner: 'x' });
    expect(begun('new')).toBe(2);
    many(1, 'other', 'unknown');
    expect(begun('other')).toBe(1);
    queue = new TurnQueue({ inAll: 20, perSite: 8, perHost: 4 });
    many(600, 'fickle', 'quick', { owner: 'x' });
    expect(begun('fickle')).toBe(12);
    many(10, 'steady', 'quick');
    expect(begun('steady')).toBe(4);
  });

  it('should give an owner of one server a turn after one of each other owner', async () => {
    many(600, 'new', 'unknown', { owner: 'x' });
    many(600, 'more', 'unknown', { owner: 'y' });
    many(1, 'late', 'unknown');
    expect(begun('late')).toBe(0);
    await work.end('new0');
    await work.end('more0');
    await work.end('new1');
    expect(begun('late')).toBe(1);
  });

  it('should serve the slow of a host last, and not in all of its slots', async () => {
    for (let index = 0; index < 12; index += 1) {
      void queue.run(on('a', 'slow'), work.of(`hanging${index}`));
    }
    expect(begun('hanging')).toBe(2);
    void queue.run(on('a', 'quick'), work.of('good1'));
    void queue.run(on('a', 'quick'), work.of('good2'));
    expect(begun('good')).toBe(1);
    await work.end('hanging0');
    expect(begun('good')).toBe(2);
    expect(begun('hanging')).toBe(3);
  });

  it('should let what is urgent go first, and those leave who have no patience', async () => {
    const patience = new AbortController();
    void queue.run(on('a'), work.of('a1'));
    void queue.run(on('a'), work.of('a2'));
    const urgent = { urgent: true };
    const impatient = queue.run(
      on('a', 'quick', { ...urgent, patience: patience.signal }),
      work.of('a3'),
    );
    void queue.run(on('a', 'unknown', urgent), work.of('a4'));
    patience.abort(new Error('too long'));
    await expect(impatient).rejects.toThrow('too long');
    await work.end('a1');
    await work.end('a4');
    expect(work.begun).toEqual(['a1', 'a4', 'a2']);
  });

  it('should not interrupt what has begun', async () => {
    const patience = new AbortController();
    const done = queue.run(on('a', 'quick', { patience: patience.signal }), work.of('a1'));
    patience.abort();
    await work.end('a1');
    expect(await done).toBe('a1');
  });

  it('should go on after work that failed', async () => {
    const failing = queue.run(on('a'), () => Promise.reject(new Error('broken')));
    const next = queue.run(on('a'), () => Promise.resolve('next'));
    await expect(failing).rejects.toThrow('broken');
    expect(await next).toBe('next');
  });

  it('should do everything in the end, within its limits, whatever comes', async () => {
    const job = fc.record({
      owner: fc.constantFrom('o1', 'o2'),
      site: fc.constantFrom('s1', 's2', 's3'),
      host: fc.constantFrom('h1', 'h2'),
      pace: fc.constantFrom(...PACES),
      urgent: fc.boolean(),
      ends: fc.nat({ max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(job, { maxLength: 60 }), async (jobs) => {
        const one = new TurnQueue({ inAll: 5, perSite: 2, perHost: 2 });
        const mine = new Work();
        const sites = new Map<string, string>();
        const done: Promise<string>[] = [];
        const check = (): void => {
          const underWay = [...mine.ends.keys()];
          expect(underWay.length).toBeLessThanOrEqual(5);
          for (const names of Map.groupBy(underWay, (name) => sites.get(name)).values()) {
            expect(names.length).toBeLessThanOrEqual(2);
          }
        };
        for (const [index, { ends, ...place }] of jobs.entries()) {
          const name = `${index}`;
          sites.set(name, place.site);
          done.push(one.run({ ...place, host: `${place.host}.${place.site}` }, mine.of(name)));
          check();
          for (const other of [...mine.ends.keys()].slice(0, ends)) await mine.end(other);
          check();
        }
        while (mine.ends.size > 0) {
          const [name = ''] = mine.ends.keys();
          await mine.end(name);
          check();
        }
        expect(await Promise.all(done)).toHaveLength(jobs.length);
      }),
      { numRuns: 50 },
    );
  });
});
