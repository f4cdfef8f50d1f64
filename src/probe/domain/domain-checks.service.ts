import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Catalog } from '../../catalog/catalog.service.js';
import { Chance } from '../../common/chance.js';
import { Clock } from '../../common/clock.js';
import { parseJson } from '../../common/parse-json.js';
import { ProcessState } from '../../common/process-state.js';
import { TimeSlice } from '../../common/time-slice.js';
import type { Manifest } from '../../manifest/manifest.js';
import { memberDomain } from '../../manifest/member-domain.js';
import { keyThumbprint, type PublicKeyJwk } from '../../manifest/public-key.js';
import { recordKey } from '../../manifest/record-key.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import { WorkLock } from '../../redis/work-lock.js';
import { DomainResults } from '../../registry/domain-results.service.js';
import type { ProbeKey } from '../probe-book.js';
import { DueList } from '../schedule/due-list.js';
import { PaceBook } from '../turns/pace-book.js';
import { siteOf } from '../turns/site-of.js';
import { TurnQueue } from '../turns/turn-queue.js';
import { DomainProofs } from './domain-proofs.js';

const LOOK_EVERY_MS = 1_000;

/** A new key or domain is checked within this time. */
const SOON_MS = 5_000;
const AGAIN_MS = 60 * 60_000;

/** For so long a domain that cannot be asked any more is taken to say what it said: it may have no other way to take it back. */
const HOLDS_MS = 24 * 60 * 60_000;

/** Of the replicas one checks a server. */
const LOCK_MS = 30_000;
const SLOTS = { inAll: 16, perSite: 1, perHost: 1 };

/** A key that a domain may name. */
interface Claim {
  readonly domain: string;
  readonly key: PublicKeyJwk;
  /** Tells it from that of an earlier registration. */
  readonly mark: string;
}

/** Asks the domains of members with a pinned key whether they name it: soon after it was pinned, and every hour. */
@Injectable()
export class DomainChecks {
  private readonly logger = new Logger('Domains');
  private readonly due: DueList;
  private readonly queue = new TurnQueue(SLOTS);
  private readonly paces = new PaceBook();
  private readonly underWay = new Set<string>();
  /** Since when (monotonic ms) the domains of verified members could not be asked. */
  private readonly silentSince = new Map<string, number>();

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
    const slice = new TimeSlice(this.clock);
    const checks: Promise<void>[] = [];
    for (const key of this.due.take(this.clock.monotonic())) {
      await slice.pause();
      checks.push(this.check(key));
    }
    await Promise.all(checks);
  }

  private hear(record: ServerRecord): void {
    const claim = claimOf(record);
    if (claim === undefined) return;
    const name = recordKey(record);
    if (this.underWay.has(name) || this.due.digestOf(name) === claim.mark) return;
    // After a start all are new, and have time; so has what is verified already.
    const isKnown = this.state.phase === 'starting' || record.verifiedDomain === claim.domain;
    this.putDown(record, claim, (isKnown ? AGAIN_MS : SOON_MS) * this.chance.next());
  }

  private async check(key: ProbeKey): Promise<void> {
    const name = recordKey(key);
    const record = this.catalog.of(key).record(key.id);
    const claim = record && claimOf(record);
    if (record === undefined || claim === undefined) return;
    this.underWay.add(name);
    try {
      const { domain: host } = claim;
      const { registeredFrom: owner } = record;
      const turn = { owner, site: siteOf(host), host, pace: this.paces.of(host) };
      await this.queue.run(turn, () => this.ask(record, claim));
    } catch (error) {
      this.logger.warn({ msg: `The domain of ${key.id} was not checked`, err: error });
    } finally {
      this.underWay.delete(name);
      this.putDownAgain(key, claim);
    }
  }

  private async ask(record: ServerRecord, claim: Claim): Promise<void> {
    if (this.state.phase === 'draining') return;
    await this.lock.once(`domain:${recordKey(record)}:${claim.mark}`, LOCK_MS, async () => {
      const isKnown = this.proofs.isKnown(claim.domain);
      const begun = this.clock.monotonic();
      const verdict = await this.proofs.check(claim.domain, claim.key);
      if (!isKnown) this.paces.note(claim.domain, this.clock.monotonic() - begun);
      if (verdict === 'unknown' && this.holdsOn(record, claim)) return;
      this.silentSince.delete(recordKey(record));
      await this.results.store(record, claim.domain, verdict === 'named');
    });
  }

  /** A domain that could not be asked counts as saying what it said before, for a day. */
  private holdsOn(record: ServerRecord, { domain }: Claim): boolean {
    if (record.verifiedDomain === null) return true;
    // A version that knows no domains has changed the manifest.
    if (record.verifiedDomain !== domain) return false;
    const now = this.clock.monotonic();
    const since = this.silentSince.get(recordKey(record)) ?? now;
    this.silentSince.set(recordKey(record), since);
    return now - since < HOLDS_MS;
  }

  private putDownAgain(key: ProbeKey, checked: Claim): void {
    const record = this.catalog.of(key).record(key.id);
    const claim = record && claimOf(record);
    if (record === undefined || claim?.mark !== checked.mark) {
      this.silentSince.delete(recordKey(key));
    }
    if (record === undefined || claim === undefined) return;
    const inMs =
      claim.mark === checked.mark
        ? AGAIN_MS * (1 - this.chance.next() / 8)
        : SOON_MS * this.chance.next();
    this.putDown(record, claim, inMs);
  }

  private putDown(record: ServerRecord, claim: Claim, inMs: number): void {
    const { tenant, id } = record;
    const at = this.clock.monotonic() + inMs;
    this.due.put(recordKey(record), { tenant, id }, claim.mark, at);
  }
}

function claimOf({ removed, memberKey, manifest, registeredAt }: ServerRecord): Claim | undefined {
  if (removed || memberKey?.kty !== 'OKP') return undefined;
  const domain = memberDomain(parseJson(manifest) as Manifest);
  if (domain === null) return undefined;
  const mark = `${domain} ${keyThumbprint(memberKey)} ${registeredAt}`;
  return { domain, key: memberKey, mark };
}
