import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Catalog } from '../../catalog/catalog.service.js';
import { Chance } from '../../common/chance.js';
import { Clock } from '../../common/clock.js';
import { ProcessState } from '../../common/process-state.js';
import type { Manifest } from '../../manifest/manifest.js';
import { memberDomain } from '../../manifest/member-domain.js';
import { keyThumbprint, type PublicKeyJwk } from '../../manifest/public-key.js';
import { recordKey } from '../../manifest/record-key.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import { WorkLock } from '../../redis/work-lock.js';
import { DomainResults } from '../../registry/domain-results.service.js';
import { DueList } from '../schedule/due-list.js';
import { DomainProofs } from './domain-proofs.js';

const LOOK_EVERY_MS = 1_000;

/** A new key or domain is checked within this time. */
const SOON_MS = 5_000;
const AGAIN_MS = 60 * 60_000;

/** Of the replicas one checks a server. */
const LOCK_MS = 30_000;
const AT_ONCE = 16;

/** A key that a domain may name. */
interface Claim {
  readonly domain: string;
  readonly key: PublicKeyJwk;
}

/** Asks the domains of members with a pinned key whether they name it: soon after it was pinned, and every hour. */
@Injectable()
export class DomainChecks {
  private readonly logger = new Logger('Domains');
  private readonly due: DueList;
  private isLooking = false;

  constructor(
    private readonly catalog: Catalog,
    private readonly proofs: DomainProofs,
    private readonly results: DomainResults,
    private readonly lock: WorkLock,
    private readonly state: ProcessState,
    private readonly clock: Clock,
    private readonly chance: Chance,
  ) {
    this.due = new DueList(clock.monotonic());
    catalog.onChange(({ changes }) => {
      for (const { record } of changes) if (record.memberKey !== null) this.hear(record);
    });
  }

  @Interval('domains', LOOK_EVERY_MS)
  async look(): Promise<void> {
    if (this.state.phase === 'serving') await this.checkDue();
  }

  /** Checks whoever is due; resolves when all of them have been. */
  async checkDue(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    const due = this.due.take(this.clock.monotonic());
    for (let first = 0; first < due.length; first += AT_ONCE) {
      await Promise.all(due.slice(first, first + AT_ONCE).map((key) => this.check(key)));
    }
    this.isLooking = false;
  }

  private hear(record: ServerRecord): void {
    const claim = claimOf(record);
    if (claim === undefined) return;
    const name = recordKey(record);
    if (this.due.digestOf(name) === markOf(claim)) return;
    // What is verified already, as after a start, has time.
    const delayMs = record.verifiedDomain === claim.domain ? AGAIN_MS : SOON_MS;
    this.putDown(record, claim, delayMs * this.chance.next());
  }

  private async check({ tenant, id }: { tenant: string; id: string }): Promise<void> {
    const record = this.catalog.of({ tenant }).record(id);
    if (record === undefined) return;
    const claim = claimOf(record);
    if (claim === undefined) return;
    this.putDown(record, claim, AGAIN_MS * (1 - this.chance.next() / 8));
    try {
      await this.lock.once(`domain:${recordKey(record)}:${markOf(claim)}`, LOCK_MS, async () => {
        const verdict = await this.proofs.check(claim.domain, claim.key);
        // Who could not be asked has not taken back what was said before.
        if (verdict === 'unknown') return;
        await this.results.store(record, claim.domain, verdict === 'named');
      });
    } catch (error) {
      this.logger.warn({ msg: `The domain of ${id} was not checked`, err: error });
    }
  }

  private putDown(record: ServerRecord, claim: Claim, inMs: number): void {
    const { tenant, id } = record;
    const at = this.clock.monotonic() + inMs;
    this.due.put(recordKey(record), { tenant, id }, markOf(claim), at);
  }
}

function claimOf({ removed, memberKey, manifest }: ServerRecord): Claim | undefined {
  if (removed || memberKey?.kty !== 'OKP') return undefined;
  const domain = memberDomain(JSON.parse(manifest) as Manifest);
  return domain === null ? undefined : { domain, key: memberKey };
}

function markOf({ domain, key }: Claim): string {
  return `${domain} ${keyThumbprint(key)}`;
}
