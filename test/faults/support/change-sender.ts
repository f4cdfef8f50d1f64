import type { Tally } from './tally.js';
import type { Target } from './target.js';
import type { Change, ServerJournal, State } from './server-journal.js';
import type { WriteClient } from './write-client.js';

interface RegisterAnswer {
  readonly outcome: 'registered' | 'updated' | 'unchanged';
  readonly revision: number;
  readonly digest: string;
}

/**
 * Sends the changes of servers, keeps their journals, and notes each answer that does not fit: an acknowledged change
 * is seen by the next one, whatever replica takes it.
 */
export class ChangeSender {
  constructor(
    private readonly writes: WriteClient,
    private readonly tally: Tally,
  ) {}

  /** Registers the manifest, or unregisters with `null`; answers whether the outcome is known. */
  change(target: Target, journal: ServerJournal, manifest: object | null): Promise<boolean> {
    const before = journal.possible;
    return this.send(target, journal, journal.begin(manifest), before);
  }

  /** Sends a change of unknown outcome again, as a member does. */
  repeat(target: Target, journal: ServerJournal, change: Change): Promise<boolean> {
    return this.send(target, journal, change, journal.possible);
  }

  private send(
    target: Target,
    journal: ServerJournal,
    change: Change,
    before: readonly State[],
  ): Promise<boolean> {
    return change.manifest === null
      ? this.unregister(target, journal, change, before)
      : this.register(target, journal, change, change.manifest, before);
  }

  private async register(
    target: Target,
    journal: ServerJournal,
    change: Change,
    manifest: object,
    before: readonly State[],
  ): Promise<boolean> {
    const { id } = journal;
    const write = { kind: 'register', id, manifest, expected: [200, 201] };
    const answer = await this.writes.send(target, write);
    if (answer === undefined) return false;
    const { outcome, revision, digest } = JSON.parse(answer.text) as RegisterAnswer;
    const fits = {
      registered: before.includes(null),
      updated: before.some((state) => state !== null && state !== digest),
      unchanged: before.includes(digest),
    };
    if (!fits[outcome] && !journal.contended)
      this.violation(target, id, `${outcome}, but it was ${before.join(' or ')}`);
    if (digest !== change.state) this.violation(target, id, `answered the digest ${digest}`);
    const known = journal.revision;
    if (revision < known && !journal.contended)
      this.violation(target, id, `revision ${revision} after ${known}`);
    change.revision = revision;
    change.outcome = 'done';
    change.knownAt = performance.now();
    return true;
  }

  private async unregister(
    target: Target,
    { id }: ServerJournal,
    change: Change,
    before: readonly State[],
  ): Promise<boolean> {
    const write = { kind: 'delete', id, expected: [200, 404] };
    const answer = await this.writes.send(target, write);
    if (answer === undefined) return false;
    if (answer.status === 404 && !before.includes(null))
      this.violation(target, id, `not registered, but it was ${before.join(' or ')}`);
    change.outcome = answer.status === 404 ? 'found' : 'done';
    change.knownAt = performance.now();
    return true;
  }

  private violation(target: Target, id: string, text: string): void {
    this.tally.violation(`${id} at ${target.url}: ${text}`);
  }
}
