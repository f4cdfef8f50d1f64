interface Question<K, V> {
  readonly key: K;
  readonly answer: PromiseWithResolvers<V>;
}

/** How much goes into one batch, and how many batches may be under way. */
export interface CoalescerLimits {
  readonly batchSize: number;
  readonly parallel: number;
}

/**
 * Gathers single questions into batches: what is asked in the same turn, or while the allowed batches are under
 * way, goes together. A question that is waiting already is not asked twice: its answer is shared.
 */
export class Coalescer<K, V> {
  private readonly waiting = new Map<string, Question<K, V>>();
  private underWay = 0;
  private scheduled = false;

  /** `answerAll` answers in the order of the keys; when it rejects, all of its batch are rejected. */
  constructor(
    private readonly answerAll: (keys: readonly K[]) => Promise<readonly V[]>,
    private readonly limits: CoalescerLimits,
  ) {}

  /** `name` tells equal questions. */
  ask(key: K, name: string): Promise<V> {
    const asked = this.waiting.get(name);
    if (asked !== undefined) return asked.answer.promise;
    const question = { key, answer: Promise.withResolvers<V>() };
    this.waiting.set(name, question);
    this.schedule();
    return question.answer.promise;
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      while (this.waiting.size > 0 && this.underWay < this.limits.parallel) {
        void this.send(this.take());
      }
    });
  }

  private take(): Question<K, V>[] {
    const batch: Question<K, V>[] = [];
    for (const [name, question] of this.waiting) {
      if (batch.length >= this.limits.batchSize) break;
      batch.push(question);
      this.waiting.delete(name);
    }
    return batch;
  }

  private async send(batch: readonly Question<K, V>[]): Promise<void> {
    this.underWay += 1;
    try {
      const answers = await this.answerAll(batch.map(({ key }) => key));
      if (answers.length !== batch.length) throw new Error('a batch was not answered as a whole');
      for (const [index, { answer }] of batch.entries()) answer.resolve(answers[index] as V);
    } catch (error) {
      for (const { answer } of batch) answer.reject(error);
    } finally {
      this.underWay -= 1;
      this.schedule();
    }
  }
}
