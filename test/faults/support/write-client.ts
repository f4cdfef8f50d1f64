import type { Answer, HttpClient } from './http-client.js';
import type { Tally } from './tally.js';
import { type Target, watchTarget } from './target.js';

/** A write has 5 s; the rest is for a busy machine. */
const DEADLINE_MS = 6_000;

/** What a member sends, and what it may be answered besides 503. */
export interface Write {
  /** Shown in counts and violations: `register`, `heartbeat`, `delete`. */
  readonly kind: string;
  readonly id: string;
  readonly manifest?: object;
  readonly expected: readonly number[];
}

/** Sends writes, and notes each answer that no write may get. */
export class WriteClient {
  constructor(
    private readonly client: HttpClient,
    private readonly tally: Tally,
  ) {}

  /** `undefined` = the outcome is unknown. */
  async send(target: Target, write: Write): Promise<Answer | undefined> {
    const stillServing = watchTarget(target);
    const start = performance.now();
    let answer: Answer;
    try {
      answer = await this.call(target.url, write);
    } catch (error) {
      const ms = performance.now() - start;
      this.tally.add('writes', stillServing() ? 'broken' : 'cut by the end of a replica', ms);
      if (stillServing())
        this.violation(write, target, `${String(error)} after ${Math.round(ms)} ms`);
      return undefined;
    }
    // One that hung or was cut off meanwhile may have answered late.
    if (answer.ms > DEADLINE_MS && stillServing())
      this.violation(write, target, `${answer.status} after ${Math.round(answer.ms)} ms`);
    return this.checked(target, write, answer);
  }

  private call(url: string, { kind, id, manifest }: Write): Promise<Answer> {
    switch (kind) {
      case 'register':
        return this.client.post(`${url}/servers/register`, manifest);
      case 'delete':
        return this.client.delete(`${url}/servers/${id}`);
      default:
        return this.client.post(`${url}/servers/heartbeat`, { id });
    }
  }

  private checked(target: Target, write: Write, answer: Answer): Answer | undefined {
    const { status, headers, text, ms } = answer;
    if (write.expected.includes(status)) {
      this.tally.add(write.kind === 'heartbeat' ? 'heartbeats' : 'writes', String(status), ms);
      return answer;
    }
    const code = /"code":"(\w+)"/.exec(text)?.[1] ?? 'without a code';
    this.tally.add(write.kind === 'heartbeat' ? 'heartbeats' : 'writes', `${status} ${code}`, ms);
    if (status !== 503) this.violation(write, target, `${status} ${text}`);
    else if (!/^\d+$/.test(headers['retry-after'] ?? ''))
      this.violation(write, target, `503 without Retry-After: ${text}`);
    return undefined;
  }

  private violation({ kind, id }: Write, target: Target, text: string): void {
    this.tally.violation(`${kind} ${id} at ${target.url}: ${text}`);
  }
}
