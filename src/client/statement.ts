import { base64url } from 'jose';
import { toHex } from './bytes.js';
import { checkTimes, type Freshness } from './freshness.js';
import { Refusal } from './refusal.js';
import { checkMembers, isHash, isMembers, isNumber, isText, type Members } from './shapes.js';

/** What the directory has signed about a server. Times in seconds since the epoch. */
export interface Statement {
  readonly iss: string;
  /** The server's id. */
  readonly sub: string;
  readonly ver: string;
  /** Its revision. */
  readonly rev: number;
  /** Its status. */
  readonly st: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  /** SHA-256 of its manifest, base64url. */
  readonly dig: { readonly 'sha-256': string };
}

/** What the directory has signed about its default listing. */
export interface Snapshot {
  readonly iss: string;
  readonly iat: number;
  readonly exp: number;
  /** Of the listing, 16 hex digits. */
  readonly revision: string;
  readonly count: number;
  /** Of the Merkle tree over it, hex. */
  readonly root: string;
}

/** The issuer that has to have signed, and when. */
export interface Trust extends Freshness {
  readonly issuer: string;
}

const TIMES = { iss: isText, iat: isNumber, exp: isNumber };
const isDigest = (value: unknown): boolean =>
  isMembers(value) &&
  Object.keys(value).length === 1 &&
  isText(value['sha-256']) &&
  /^[A-Za-z0-9_-]{43}$/.test(value['sha-256']);

const STATEMENT = {
  ...TIMES,
  nbf: isNumber,
  sub: isText,
  ver: isText,
  rev: isNumber,
  st: isText,
  dig: isDigest,
};

const SNAPSHOT = {
  ...TIMES,
  count: isNumber,
  root: isHash,
  revision: (value: unknown) => isText(value) && /^[0-9a-f]{16}$/.test(value),
};

/**
 * A statement about a server from signed claims, which may carry its manifest.
 * @throws Refusal
 */
export function statementOf(claims: Members, trust: Trust): Statement {
  const { manifest, ...rest } = claims;
  const isWhole = manifest === undefined || isMembers(manifest);
  if (!isWhole) throw new Refusal('malformed', 'the manifest in the statement is not an object');
  checkMembers(rest, STATEMENT, 'the statement');
  const statement = rest as unknown as Statement;
  checkTrust(statement, trust);
  return statement;
}

/**
 * A statement about the listing from signed claims.
 * @throws Refusal
 */
export function snapshotOf(claims: Members, trust: Trust): Snapshot {
  checkMembers(claims, SNAPSHOT, 'the snapshot');
  const snapshot = claims as unknown as Snapshot;
  checkTrust(snapshot, trust);
  return snapshot;
}

/** The digest that a statement names, hex. */
export function signedDigest({ dig }: Statement): string {
  return toHex(base64url.decode(dig['sha-256']));
}

function checkTrust(
  { iss, ...times }: { iss: string; iat: number; exp: number; nbf?: number },
  trust: Trust,
): void {
  if (iss !== trust.issuer) {
    throw new Refusal('wrong_issuer', `it was issued by ${iss}, not by ${trust.issuer}`);
  }
  checkTimes(times, trust);
}
