import type { TenantCatalog } from '../../catalog/tenant-catalog.js';
import { mostWordsOf, wordsOf } from '../../catalog/stored/words-of.js';
import type { Hold } from '../../limits/hold.js';
import type { Quota } from '../../limits/quota.js';
import type { RecordDraft, ServerRecord } from '../../manifest/server-record.js';
import type { QuotaSet } from './quota-set.js';

/** What a registration passes beside the quotas; both throw. */
interface Gate {
  readonly assertMemory: () => void;
  readonly wait: (bytes: number) => Hold;
}

/** Room in the quotas that one registration holds until it is stored or has failed. */
export class Reservation {
  private waiting: Hold | undefined;
  private held: { readonly quota: Quota; readonly client: string; readonly amount: number }[] = [];

  constructor(
    private readonly quotas: QuotaSet,
    private readonly catalog: TenantCatalog,
    private readonly gate: Gate,
  ) {}

  /**
   * Holds what a change adds, in place of what was held before. What makes nothing larger is always allowed.
   * @throws QUOTA_EXCEEDED when a share of the server's client is used up, CAPACITY_EXCEEDED when everything is,
   * OVERLOADED when too much waits
   */
  hold(current: ServerRecord | undefined, draft: RecordDraft | undefined): void {
    this.release();
    if (draft === undefined) return;
    const known = current === undefined || current.removed ? undefined : current;
    if (
      known?.manifest === draft.manifest &&
      (known.memberKey !== null || draft.memberKey === null)
    ) {
      return;
    }
    const { servers, bytes, words, pins } = this.quotas;
    const { registeredFrom: client, manifest } = draft;
    const length = Buffer.byteLength(manifest);
    const grows = length - (known === undefined ? 0 : Buffer.byteLength(known.manifest));
    if (known === undefined || grows > 0) this.gate.assertMemory();
    this.waiting = this.gate.wait(length);
    if (known === undefined) this.add(servers, client, 1);
    this.add(bytes, client, grows);
    this.add(words, client, this.newWords(client, draft));
    if (draft.memberKey !== null && (current?.memberKey ?? null) === null)
      this.add(pins, client, 1);
  }

  /** Gives everything back; a second call does nothing. */
  release(): void {
    for (const { quota, client, amount } of this.held.splice(0)) quota.reserve(client, -amount);
    this.waiting?.release();
    this.waiting = undefined;
  }

  /** They are counted only when an upper estimate would not fit. */
  private newWords(client: string, { id, manifest }: RecordDraft): number {
    const before = this.catalog.entry(id)?.words ?? 0;
    const most = mostWordsOf(manifest) - before;
    if (this.quotas.words.refusal(client, most) === undefined) return most;
    return wordsOf(manifest) - before;
  }

  private add(quota: Quota, client: string, amount: number): void {
    if (amount <= 0) return;
    const refusal = quota.refusal(client, amount);
    if (refusal !== undefined) {
      this.release();
      throw refusal;
    }
    quota.reserve(client, amount);
    this.held.push({ quota, client, amount });
  }
}
