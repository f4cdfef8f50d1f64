import { nextWindowStart, VALID_MS, WINDOW_MS } from '../signing-window.js';
import type { SigningKey } from './signing-key.js';

/** How long a key is published before it signs: longer than any reader keeps the key set (10 minutes), and its caches. */
export const PUBLISH_AHEAD_MS = 20 * 60_000;

/**
 * How long a key stays published after the next one took over: its last statements run out after 20 minutes, and a
 * replica that was cut off from the store goes on signing with it for a while.
 */
const PUBLISH_AFTER_MS = VALID_MS + 40 * 60_000;

/** A key that is not published any more stays in the ring for so long: clocks of replicas may be far ahead. */
const KEEP_MS = 7 * 24 * 60 * 60_000;

/** So many revoked keys are remembered, so that none of them comes back. */
const REVOKED_KEPT = 100;

/** A revocation: by whom, when and why. */
export interface Revocation {
  /** Epoch ms. */
  readonly at: number;
  readonly actor: string;
  readonly reason: string;
}

/**
 * A key with its times (epoch ms). They alone say what it is for, so that all replicas change from one key to the next
 * at the same moment without a word. A revoked one has no `reference` any more.
 */
export interface RingKey extends SigningKey {
  readonly createdAt: number;
  readonly activatesAt: number;
  readonly revoked: Revocation | null;
}

/** All keys, in order of their activation. */
export type KeyRing = readonly RingKey[];

/** What a key is for; `forgotten` = for nothing any more. */
export type KeyState = 'pending' | 'active' | 'retired' | 'forgotten' | 'revoked';

/**
 * The key that signs at a time: the one that was activated last. When that is revoked, or there is none, it is the next
 * one, also where the clock that activated it is ahead of this one's. No retired key comes back.
 */
export function activeKey(ring: KeyRing, at: number): RingKey | undefined {
  const last = ring.findLast((key) => takesOver(key) && key.activatesAt <= at);
  if (last?.revoked === null) return last;
  return ring.find((key) => key.revoked === null && key.activatesAt > at);
}

/** What a key is for at a time. */
export function stateOf(ring: KeyRing, key: RingKey, at: number): KeyState {
  if (key.revoked !== null) return 'revoked';
  if (activeKey(ring, at)?.kid === key.kid) return 'active';
  if (key.activatesAt > at) return 'pending';
  return at < forgottenAt(ring, key) ? 'retired' : 'forgotten';
}

/** The keys that readers may trust at a time. */
export function publishedKeys(ring: KeyRing, at: number): RingKey[] {
  return ring.filter((key) => key.revoked === null && at < forgottenAt(ring, key));
}

/**
 * Whether the next key is to be made: none waits, and the active one comes to its age. Or it ends soon without one: what
 * was to follow it was revoked just before its turn.
 */
export function isRotationDue(ring: KeyRing, at: number, maxAgeMs: number): boolean {
  const active = activeKey(ring, at);
  if (active === undefined || activeKey(ring, at + WINDOW_MS) === undefined) return true;
  const waits = ring.some((key) => stateOf(ring, key, at) === 'pending');
  return !waits && active.activatesAt + maxAgeMs <= at + PUBLISH_AHEAD_MS;
}

/** Adds a key: it signs at once where there is no other, else from the start of a window on, when readers know it. */
export function withKey(ring: KeyRing, key: SigningKey, at: number): KeyRing {
  const isFirst = activeKey(ring, at) === undefined;
  const activatesAt = isFirst ? at : nextWindowStart(at + PUBLISH_AHEAD_MS);
  return inOrder([...ring, { ...key, createdAt: at, activatesAt, revoked: null }]);
}

/**
 * Revokes a key: nobody signs with it or publishes it any more, and its private key is forgotten. If it was the active
 * one, a key that waits takes over at once.
 */
export function withoutKey(ring: KeyRing, kid: string, revoked: Revocation): KeyRing {
  const rest = ring.map((key) => (key.kid === kid ? { ...key, reference: '', revoked } : key));
  const next = activeKey(rest, revoked.at);
  if (next === undefined || next.activatesAt <= revoked.at) return rest;
  return inOrder(rest.map((key) => (key === next ? { ...key, activatesAt: revoked.at } : key)));
}

/** The ring without the keys that nobody needs any more. */
export function pruned(ring: KeyRing, at: number): KeyRing {
  const revoked = ring.filter((key) => key.revoked !== null);
  const dropped = new Set(revoked.slice(0, -REVOKED_KEPT));
  return ring.filter((key) =>
    key.revoked === null ? at < forgottenAt(ring, key) + KEEP_MS : !dropped.has(key),
  );
}

/** When a key is no longer published. */
function forgottenAt(ring: KeyRing, key: RingKey): number {
  const next = ring.find((other) => takesOver(other) && other.activatesAt > key.activatesAt);
  return next === undefined ? Infinity : next.activatesAt + PUBLISH_AFTER_MS;
}

/** A key that was revoked well before its time never signed; whoever revoked it may have a clock that is behind. */
function takesOver({ revoked, activatesAt }: RingKey): boolean {
  return revoked === null || revoked.at >= activatesAt - WINDOW_MS;
}

function inOrder(ring: KeyRing): KeyRing {
  return ring.toSorted((a, b) => a.activatesAt - b.activatesAt);
}
