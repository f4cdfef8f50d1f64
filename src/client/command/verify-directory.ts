import type { JSONWebKeySet } from 'jose';
import { parseJson } from '../../common/parse-json.js';
import type { Refused } from '../refusal.js';
import { isText } from '../shapes.js';
import { createVerifier, type VerifiedSnapshot, type Verifier } from '../verify.js';
import { DirectoryReader, type ReadListing } from './directory-reader.js';
import type { VerifyArguments } from './verify-arguments.js';
import { VerifyError } from './verify-error.js';
import type { Check, RefusedEntry } from './verify-report.js';

const TRIES = 5;
const KEY_SET_KEPT_MS = 5_000;

/** An id that no directory has. */
const STRANGER = 'verify-command.no-such-server';

/** The progress that is reported meanwhile. */
export interface Watcher {
  entries(done: number, total: number): void;
}

/** Checks a directory. What changes while it is read is read again, a few times. */
export class DirectoryCheck {
  readonly checks: Check[] = [];
  readonly refused: RefusedEntry[] = [];
  private readonly reader: DirectoryReader;

  constructor(
    private readonly asked: VerifyArguments,
    private readonly now: () => number,
    private readonly watcher: Watcher,
  ) {
    this.reader = new DirectoryReader(asked.url);
  }

  /** @throws VerifyError */
  async run(): Promise<void> {
    const keySet = await this.reader.keySet();
    const { issuer, maxAge } = this.asked;
    const jwks = this.newestKeySet(keySet);
    const verifier = createVerifier({ issuer, maxAge, jwks, now: this.now });
    const kids = keySet.keys.map(({ alg, kid }) => `${nameOf(alg)} ${nameOf(kid)}`);
    this.note('Key set', kids.length > 0, kids.join(', ') || 'it is empty');
    const { snapshot, listing } = await this.consistent();
    const checked = await verifier.verifySnapshot(snapshot);
    this.noteSnapshot('Snapshot', checked);
    await this.checkEntries(verifier, listing);
    const entries = listing.entries.map(({ text }) => text);
    const complete = await verifier.verifyListing({ snapshot, entries });
    this.noteResult('Listing', complete, 'complete: nothing is missing, nothing was added');
    const { snapshot: second, leaves } = await this.reader.leaves();
    this.noteResult(
      'Leaves',
      await verifier.verifyListing({ snapshot: second, leaves }),
      `${leaves.length} lead to the root of their snapshot`,
    );
    await this.checkSingles(verifier, listing);
  }

  /** A snapshot and the listing that it signs. */
  private async consistent(): Promise<{ snapshot: object; listing: ReadListing }> {
    for (let tried = 1; tried <= TRIES; tried += 1) {
      const snapshot = await this.reader.snapshot();
      const listing = await this.reader.listing((read, total) => {
        this.watcher.entries(read, total);
      });
      // The last try counts: that they differ forever may be what somebody wants.
      const isSame = listing !== undefined && listing.revision === revisionOf(snapshot);
      if (listing !== undefined && (isSame || tried === TRIES)) return { snapshot, listing };
    }
    throw new VerifyError('The listing changed each time that it was read; try again.');
  }

  private async checkEntries(verifier: Verifier, { entries }: ReadListing): Promise<void> {
    for (const { id, text } of entries) {
      const result = await verifier.verify(text);
      if (result.ok) continue;
      const { reason, detail } = result;
      this.refused.push({ id, reason, detail });
    }
    const held = entries.length - this.refused.length;
    this.note('Entries', this.refused.length === 0, `${held} of ${entries.length} hold`);
  }

  /** One of each of the answers that are about one server. The first ones may have gone meanwhile. */
  private async checkSingles(verifier: Verifier, { entries }: ReadListing): Promise<void> {
    const refused = new Set(this.refused.map(({ id }) => id));
    const held = entries.filter(({ id }) => !refused.has(id));
    const ids = (held.length > 0 ? held : entries).slice(0, TRIES).map(({ id }) => id);
    for (const id of ids) {
      const jws = await this.reader.statement(id);
      if (jws === undefined) continue;
      this.noteResult('Statement with manifest', await verifier.verifyJws(jws), id);
      break;
    }
    for (const id of ids) {
      const proof = await verifier.verifyProof(await this.reader.proof(id), id);
      if (proof.ok && !proof.listed && id !== ids.at(-1)) continue;
      this.noteResult('Proof that it is listed', proof, id, !proof.ok || proof.listed);
      break;
    }
    const absent = await verifier.verifyProof(await this.reader.proof(STRANGER), STRANGER);
    this.noteResult('Proof that one is not', absent, STRANGER, !absent.ok || !absent.listed);
  }

  /** A key may be revoked while it goes on. */
  private newestKeySet(first: JSONWebKeySet): () => Promise<JSONWebKeySet> {
    let keySet = Promise.resolve(first);
    let readAt = this.now();
    return () => {
      if (this.now() - readAt >= KEY_SET_KEPT_MS) {
        readAt = this.now();
        keySet = this.reader.keySet();
      }
      return keySet;
    };
  }

  private noteSnapshot(name: string, result: VerifiedSnapshot | Refused): void {
    if (!result.ok) {
      this.noteResult(name, result, '');
      return;
    }
    const { count, iat, exp } = result.snapshot;
    const left = Math.max(0, exp - Math.floor(this.now() / 1_000));
    const signed = new Date(iat * 1_000).toISOString();
    this.note(name, true, `${count} servers, signed ${signed}, holds for another ${left} s`);
  }

  private noteResult(
    name: string,
    result: { readonly ok: true } | Refused,
    detail: string,
    isExpected = true,
  ): void {
    if (!result.ok) this.note(name, false, `${result.reason}, ${result.detail}`);
    else this.note(name, isExpected, isExpected ? detail : `it says the opposite of ${detail}`);
  }

  private note(name: string, ok: boolean, detail: string): void {
    this.checks.push({ name, ok, detail });
  }
}

/** A text from a directory, which may be anything. */
function nameOf(value: unknown): string {
  return isText(value) ? value : '?';
}

/** Not believed here, only compared. */
function revisionOf(snapshot: object): unknown {
  try {
    const { payload } = snapshot as { payload: string };
    const text = Buffer.from(payload, 'base64url').toString('utf8');
    return (parseJson(text) as { revision?: unknown }).revision;
  } catch {
    return undefined;
  }
}
