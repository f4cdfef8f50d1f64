import { KeyFinder, type KeySetSource } from './key-finder.js';
import { checkListing } from './check-listing.js';
import type { ListingLeaf } from './listing-root.js';
import { Ratchet } from './ratchet.js';
import { digestOf, readEntry, strictValue, type ReadEntry } from './read-entry.js';
import { readJws } from './read-jws.js';
import { leafOf, readProof } from './read-proof.js';
import { orRefused, Refusal, type Refused, type RefusedListing } from './refusal.js';
import { asMembers, type Members } from './shapes.js';
import {
  signedDigest,
  snapshotOf,
  statementOf,
  type Snapshot,
  type Statement,
  type Trust,
} from './statement.js';

const DEFAULT_TOLERANCE_SECONDS = 60;
const MANIFEST_TYPE = 'mcp-manifest+jws';
const SNAPSHOT_TYPE = 'mcp-snapshot+jws';

/** Whom to believe. */
export interface VerifierOptions {
  /** `iss` of the directory's statements. */
  readonly issuer: string;
  /** Its key set, or where that is: `https://…/.well-known/jwks.json`. */
  readonly jwks: KeySetSource;
  /** Seconds; older statements are refused though they are valid. */
  readonly maxAge?: number;
  /** Seconds by which clocks may differ: 60 unless it says something else. */
  readonly clockTolerance?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** A server that the directory vouches for. */
export interface VerifiedEntry {
  readonly ok: true;
  readonly id: string;
  readonly revision: number;
  readonly status: string;
  readonly manifest: Members;
  readonly statement: Statement;
}

/** A listing that the directory vouches for. */
export interface VerifiedSnapshot {
  readonly ok: true;
  readonly snapshot: Snapshot;
}

/** Whether a server is in that listing. */
export interface VerifiedProof extends VerifiedSnapshot {
  readonly id: string;
  readonly listed: boolean;
  /** Of a server that is. */
  readonly leaf?: ListingLeaf;
}

/** Believes nothing that the directory's keys have not signed. Takes JSON as text, bytes, or parsed. */
export interface Verifier {
  /** An entry, as it is listed or got: whole, fresh, and not older than one that was seen before. */
  verify(entry: string | Uint8Array | object): Promise<VerifiedEntry | Refused>;
  /** What `?format=jws` answers. */
  verifyJws(jws: string | Uint8Array | object): Promise<VerifiedEntry | Refused>;
  /** What `/snapshot` answers. */
  verifySnapshot(jws: string | Uint8Array | object): Promise<VerifiedSnapshot | Refused>;
  /**
   * That entries, or the leaves of `/snapshot?entries=1`, are all that the directory lists: none missing, none added. A
   * {@link RefusedListing} names each entry that is refused by itself, and says whether the others are what was signed.
   */
  verifyListing(listing: Listing): Promise<VerifiedSnapshot | Refused | RefusedListing>;
  /** What `/servers/{id}/proof` answers about an id. */
  verifyProof(proof: string | Uint8Array | object, id: string): Promise<VerifiedProof | Refused>;
}

/** A listing with the snapshot that is to prove it. */
export interface Listing {
  readonly snapshot: string | Uint8Array | object;
  readonly entries?: readonly (string | Uint8Array | object)[];
  readonly leaves?: readonly unknown[];
}

/**
 * Makes a {@link Verifier}. Keep it: it remembers the highest revision of each server that it has seen.
 * @throws RangeError when a number of seconds is none
 */
export function createVerifier(options: VerifierOptions): Verifier {
  const { issuer, jwks, maxAge = Infinity, now = Date.now } = options;
  const tolerance = options.clockTolerance ?? DEFAULT_TOLERANCE_SECONDS;
  // Nothing is later than NaN, so nothing would ever be too old.
  if (!(maxAge >= 0)) throw new RangeError('maxAge is not a number of seconds');
  if (!(tolerance >= 0)) throw new RangeError('clockTolerance is not a number of seconds');
  const keys = new KeyFinder(jwks);
  const ratchet = new Ratchet(keys);
  const trust: Trust = { issuer, maxAge, tolerance, now: () => now() / 1_000 };

  const readSnapshot = async (jws: unknown): Promise<Snapshot> =>
    snapshotOf((await readJws(jws, SNAPSHOT_TYPE, keys)).claims, trust);

  return {
    verify: (entry) =>
      orRefused(async () => {
        const read = await readEntry(entry);
        const { jws } = read.directory;
        if (jws === undefined) throw new Refusal('unsigned', 'the entry carries no statement');
        const { claims, kid } = await readJws(jws, MANIFEST_TYPE, keys);
        const statement = statementOf(claims, trust);
        checkSubject(read, statement);
        await ratchet.pass(read.id, statement.rev, kid);
        return verified(read.manifest, statement);
      }),

    verifyJws: (jws) =>
      orRefused(async () => {
        const { claims, kid } = await readJws(strictValue(jws), MANIFEST_TYPE, keys);
        const statement = statementOf(claims, trust);
        const manifest = asMembers(claims['manifest'], 'the manifest in the statement');
        await checkManifest(manifest, statement);
        await ratchet.pass(statement.sub, statement.rev, kid);
        return verified(manifest, statement);
      }),

    verifySnapshot: (jws) =>
      orRefused(async () => ({ ok: true, snapshot: await readSnapshot(strictValue(jws)) })),

    verifyListing: ({ snapshot: jws, entries = [], leaves = [] }) =>
      orRefused(async () => {
        const snapshot = await readSnapshot(strictValue(jws));
        if (!Array.isArray(leaves) || !Array.isArray(entries)) {
          throw new Refusal('malformed', 'the listing is not an array');
        }
        strictValue(leaves);
        return (
          (await checkListing(leaves.map(leafOf), entries, snapshot)) ?? { ok: true, snapshot }
        );
      }),

    verifyProof: (proof, id) =>
      orRefused(async () => {
        const members = asMembers(strictValue(proof), 'the proof');
        const snapshot = await readSnapshot(members['snapshot']);
        const read = await readProof(members);
        if (read.id !== id) throw new Refusal('wrong_subject', `it is about ${read.id}`);
        if (read.root !== snapshot.root) {
          throw new Refusal('tampered', 'it does not lead to the root that was signed');
        }
        const { leaf } = read;
        return { ok: true, snapshot, id, listed: leaf !== undefined, ...(leaf && { leaf }) };
      }),
  };
}

function verified(manifest: Members, statement: Statement): VerifiedEntry {
  const { sub: id, rev: revision, st: status } = statement;
  return { ok: true, id, revision, status, manifest, statement };
}

function checkSubject(
  { id, digest, manifest, status, directory }: ReadEntry,
  said: Statement,
): void {
  if (said.sub !== id) throw new Refusal('wrong_subject', `the statement is about ${said.sub}`);
  checkSame('the manifest', digest, signedDigest(said));
  checkSame('the digest', directory['digest'], digest);
  checkSame('the version', manifest['version'], said.ver);
  checkSame('the status', status, said.st);
  checkSame('the revision', directory['revision'], said.rev);
}

async function checkManifest(manifest: Members, said: Statement): Promise<void> {
  if (manifest['id'] !== said.sub) {
    throw new Refusal('wrong_subject', `the statement is about ${said.sub}`);
  }
  checkSame('the manifest', await digestOf(manifest), signedDigest(said));
  checkSame('the version', manifest['version'], said.ver);
}

function checkSame(what: string, served: unknown, signed: unknown): void {
  if (served !== signed) throw new Refusal('tampered', `${what} is not what was signed`);
}
