import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../test/support/manual-clock.js';
import { context, newDraft } from '../../test/support/record-drafts.js';
import { DomainError } from '../common/domain-error.js';
import { markMissed } from '../manifest/lifecycle.js';
import type { RecordChange } from './manifest-store.js';
import { CommitQueue, type Settled } from './commit-queue.js';

const won = ({ draft }: RecordChange): Settled => ({
  outcome: 'won',
  record: { ...draft, revision: 1, position: 0 },
});

/** A writer whose batches a test answers by hand. */
class HandWriter {
  readonly batches: {
    changes: readonly RecordChange[];
    /** What becomes of each change; all are stored when it says nothing. */
    store: (settled?: (change: RecordChange) => Settled) => void;
    fail: (fault: string) => void;
  }[] = [];

  readonly write = (changes: readonly RecordChange[]): Promise<readonly Settled[]> =>
    new Promise((resolve, reject) => {
      this.batches.push({
        changes,
        store: (settled = won) => {
          resolve(changes.map((change) => settled(change)));
        },
        fail: (fault) => {
          reject(new Error(fault));
        },
      });
    });

  sizes(): number[] {
    return this.batches.map(({ changes }) => changes.length);
  }
}

const change = (id: string, changes: object = {}): RecordChange => ({
  before: undefined,
  draft: newDraft(id, changes),
});

const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

describe(CommitQueue.name, () => {
  function queue() {
    const clock = new ManualClock();
    const writer = new HandWriter();
    return { clock, writer, queue: new CommitQueue(clock, writer.write) };
  }

  it('should write what arrives during a flush together in the next one', async () => {
    const { writer, queue: commits } = queue();
    const first = commits.push(change('first'));
    const others = Array.from({ length: 300 }, (_, index) => commits.push(change(`s${index}`)));
    expect(commits.pending).toBe(301);
    writer.batches[0]?.store();
    expect(await first).toMatchObject({ outcome: 'won', record: { id: 'first' } });
    await turn();
    writer.batches[1]?.store();
    await turn();
    writer.batches[2]?.store();
    expect((await Promise.all(others)).every(({ outcome }) => outcome === 'won')).toBe(true);
    expect(writer.sizes()).toEqual([1, 256, 44]);
    expect(commits.pending).toBe(0);
  });

  it('should answer nothing before its batch is stored', async () => {
    const { writer, queue: commits } = queue();
    let answered = false;
    const result = commits.push(change('a')).then(() => {
      answered = true;
    });
    await turn();
    expect(answered).toBe(false);
    writer.batches[0]?.store();
    await result;
    expect(answered).toBe(true);
  });

  it('should keep a batch below 4 MiB', async () => {
    const { writer, queue: commits } = queue();
    const metadata = { text: 'x'.repeat(1_000_000) };
    const pushed = ['blocker', 'a', 'b', 'c', 'd', 'e'].map((id) =>
      commits.push(change(id, { metadata })),
    );
    for (let batch = 0; batch < 3; batch += 1) {
      writer.batches[batch]?.store();
      await turn();
    }
    await Promise.all(pushed);
    expect(writer.sizes()).toEqual([1, 4, 1]);
  });

  it('should tell every change of a failed batch that its outcome is unknown, and go on', async () => {
    const { writer, queue: commits } = queue();
    const failed = commits.push(change('a'));
    writer.batches[0]?.fail('disk is full');
    await expect(failed).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      detail: expect.stringMatching(/outcome is unknown; repeat it\. Reason: the disk is full/),
      retryAfterSeconds: 2,
    });
    await turn();
    const next = commits.push(change('b'));
    writer.batches[1]?.store();
    expect(await next).toMatchObject({ outcome: 'won' });
  });

  it('should give up after 5 s: what still waits is not written', async () => {
    const { clock, writer, queue: commits } = queue();
    const written = commits.push(change('written'));
    const waiting = commits.push(change('waiting'));
    clock.advance(5_000);
    await expect(written).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    await expect(waiting).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    writer.batches[0]?.store();
    await turn();
    expect(writer.sizes()).toEqual([1]);
    expect(commits.pending).toBe(0);
  });

  it('should refuse at once what is too much to wait, manifests before small changes', async () => {
    const { writer, queue: commits } = queue();
    const waiting = Array.from({ length: 9_000 }, (_, index) => commits.push(change(`s${index}`)));
    await expect(commits.push(change('more'))).rejects.toMatchObject({
      code: 'OVERLOADED',
      retryAfterSeconds: 1,
    });
    const mark = (id: string): RecordChange => {
      const before = { ...newDraft(id), revision: 1, position: 1 };
      return { before, draft: markMissed(before, 'stale', context()) };
    };
    for (let count = 0; count < 1_000; count += 1) waiting.push(commits.push(mark(`k${count}`)));
    await expect(commits.push(mark('more'))).rejects.toMatchObject({ code: 'OVERLOADED' });
    expect(commits.pending).toBe(10_000);
    while (commits.pending > 0) {
      writer.batches.at(-1)?.store();
      await turn();
    }
    await Promise.all(waiting);
  });

  it('should be drained when all is written', async () => {
    const { writer, queue: commits } = queue();
    await commits.drained();
    const result = commits.push(change('a'));
    let drained = false;
    const drain = commits.drained().then(() => {
      drained = true;
    });
    await turn();
    expect(drained).toBe(false);
    writer.batches[0]?.store();
    await Promise.all([result, drain]);
    expect(drained).toBe(true);
  });

  it('should write one change a server at a time, in their order', async () => {
    const { writer, queue: commits } = queue();
    const results = [change('a'), change('b'), change('a'), change('b'), change('b')].map((one) =>
      commits.push(one),
    );
    for (let batch = 0; batch < 4; batch += 1) {
      writer.batches[batch]?.store();
      await turn();
    }
    await Promise.all(results);
    expect(writer.batches.map(({ changes }) => changes.map(({ draft }) => draft.id))).toEqual([
      ['a'],
      ['b', 'a'],
      ['b'],
      ['b'],
    ]);
  });

  it('should send what is open again, the same change, before what came later', async () => {
    const { clock, writer, queue: commits } = queue();
    const first = change('a');
    const result = commits.push(first);
    const later = commits.push(change('b'));
    writer.batches[0]?.store(() => ({ outcome: 'open', fault: 'no answer' }));
    await turn();
    expect(writer.sizes()).toEqual([1]);
    clock.advance(20);
    await turn();
    expect(writer.batches[1]?.changes[0]).toBe(first);
    writer.batches[1]?.store();
    expect(await result).toMatchObject({ outcome: 'won' });
    expect(await later).toMatchObject({ outcome: 'won' });
  });

  it('should give an open change up after 5 s and say why', async () => {
    const { clock, writer, queue: commits } = queue();
    const result = commits.push(change('a'));
    const rejected = expect(result).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      detail: expect.stringContaining('does not answer in time'),
    });
    for (let batch = 0; batch < 40; batch += 1) {
      writer.batches[batch]?.store(() => ({ outcome: 'open', fault: 'no answer' }));
      await turn();
      clock.advance(250);
      await turn();
    }
    await rejected;
    expect(commits.pending).toBe(0);
    expect(writer.batches.length).toBeLessThanOrEqual(25);
  });

  it('should refuse the one that cannot be stored and nothing else', async () => {
    const { writer, queue: commits } = queue();
    const blocker = commits.push(change('blocker'));
    const good = commits.push(change('good'));
    const bad = commits.push(change('bad'));
    writer.batches[0]?.store();
    await blocker;
    await turn();
    writer.batches[1]?.store((one) =>
      one.draft.id === 'good'
        ? won(one)
        : { outcome: 'refused', error: new DomainError('VALIDATION_FAILED', 'not storable') },
    );
    await expect(bad).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(await good).toMatchObject({ outcome: 'won' });
  });
});
