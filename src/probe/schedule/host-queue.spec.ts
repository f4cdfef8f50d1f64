import { beforeEach, describe, expect, it } from '@jest/globals';
import { HostQueue } from './host-queue.js';

/** Work that goes on until it is told to end. */
class Work {
  readonly begun: string[] = [];
  private readonly ends = new Map<string, () => void>();

  of(name: string): () => Promise<string> {
    return async () => {
      this.begun.push(name);
      await new Promise<void>((resolve) => this.ends.set(name, resolve));
      return name;
    };
  }

  async end(name: string): Promise<void> {
    this.ends.get(name)?.();
    await turn();
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe(HostQueue.name, () => {
  let queue: HostQueue;
  let work: Work;

  beforeEach(() => {
    queue = new HostQueue(2);
    work = new Work();
  });

  it('should do one thing at a time on a host, in order', async () => {
    const done = ['a1', 'a2', 'a3'].map((name) => queue.run('a', work.of(name)));
    expect(work.begun).toEqual(['a1']);
    await work.end('a1');
    expect(work.begun).toEqual(['a1', 'a2']);
    await work.end('a2');
    await work.end('a3');
    expect(await Promise.all(done)).toEqual(['a1', 'a2', 'a3']);
  });

  it('should do only so many things at once, and let hosts take turns', async () => {
    for (const name of ['a1', 'a2', 'b1', 'b2', 'c1'])
      void queue.run(name.charAt(0), work.of(name));
    expect(work.begun).toEqual(['a1', 'b1']);
    await work.end('a1');
    expect(work.begun).toEqual(['a1', 'b1', 'c1']);
    await work.end('c1');
    expect(work.begun).toEqual(['a1', 'b1', 'c1', 'a2']);
    await work.end('b1');
    expect(work.begun).toEqual(['a1', 'b1', 'c1', 'a2', 'b2']);
  });

  it('should let what is urgent go first, and those leave who have no patience', async () => {
    const patience = new AbortController();
    void queue.run('a', work.of('a1'));
    void queue.run('a', work.of('a2'));
    const impatient = queue.run('a', work.of('a3'), { urgent: true, patience: patience.signal });
    void queue.run('a', work.of('a4'), { urgent: true });
    patience.abort(new Error('too long'));
    await expect(impatient).rejects.toThrow('too long');
    await work.end('a1');
    await work.end('a4');
    expect(work.begun).toEqual(['a1', 'a4', 'a2']);
  });

  it('should not interrupt what has begun', async () => {
    const patience = new AbortController();
    const done = queue.run('a', work.of('a1'), { patience: patience.signal });
    patience.abort();
    await work.end('a1');
    expect(await done).toBe('a1');
  });

  it('should go on after work that failed', async () => {
    const failing = queue.run('a', () => Promise.reject(new Error('broken')));
    const next = queue.run('a', () => Promise.resolve('next'));
    await expect(failing).rejects.toThrow('broken');
    expect(await next).toBe('next');
  });
});
