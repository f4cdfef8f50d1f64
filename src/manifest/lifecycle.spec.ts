import { describe, expect, it } from '@jest/globals';
import { ED25519_KEY, P256_KEY } from '../../test/support/member-keys.js';
import { context, newDraft, prepared } from '../../test/support/record-drafts.js';
import { heartbeat, markMissed, register, releaseKey, remove } from './lifecycle.js';
import { signerOf } from './member-key.js';
import { keyThumbprint } from './public-key.js';
import type { RecordDraft, ServerRecord } from './server-record.js';
import { effectiveStatus } from './status.js';

function stored(draft: RecordDraft | undefined, revision = 1): ServerRecord {
  if (draft === undefined) throw new Error('expected a change');
  return { ...draft, revision, position: revision };
}

describe('lifecycle', () => {
  const live = stored(newDraft('a', {}, 100));
  const stale = stored(markMissed(live, 'stale', context(200, 'sweeper')), 2);
  const tombstone = stored(remove(stale, 'unregistered', context(300)), 3);

  it('should register a new server', () => {
    expect(live).toMatchObject({
      tenant: 'default',
      id: 'a',
      liveness: 'live',
      removed: false,
      disabled: false,
      reported: null,
      intervalSeconds: 30,
      cacheTtlSeconds: 60,
      registeredAt: 100,
      updatedAt: 100,
      statusSince: 100,
      statusReason: 'registered',
      change: {
        actor: 'member@127.0.0.1',
        at: 100,
        what: 'registered',
        why: 'registered',
        status: 'healthy',
      },
    });
    expect(live.change.digest).toBe(live.digest);
  });

  it('should change nothing when a live server sends the same manifest again', () => {
    expect(register(live, 'default', prepared('a'), context(150))).toBeUndefined();
  });

  it('should take the same manifest of a stale server for a heartbeat', () => {
    const back = stored(register(stale, 'default', prepared('a'), context(250)));
    expect(back).toMatchObject({
      liveness: 'live',
      statusSince: 250,
      statusReason: 'heartbeat_resumed',
      change: { what: 'status', why: 'heartbeat_resumed' },
    });
  });

  it('should keep status and registration time over an update', () => {
    const reporting = stored(heartbeat(live, 'degraded', context(120)), 2);
    const updated = stored(
      register(reporting, 'default', prepared('a', { version: '2' }), context(150)),
    );
    expect(updated).toMatchObject({
      version: '2',
      registeredAt: 100,
      updatedAt: 150,
      reported: 'degraded',
      statusSince: 120,
      statusReason: 'member_reported',
      change: { what: 'updated', why: 'updated', status: 'degraded' },
    });
    expect(updated.digest).not.toBe(live.digest);
  });

  it('should give a removed server a new life', () => {
    const back = stored(register(tombstone, 'default', prepared('a'), context(400)));
    expect(back).toMatchObject({
      removed: false,
      registeredAt: 400,
      change: { what: 'registered' },
    });
  });

  it('should never lift an operator’s block by registration or heartbeat', () => {
    const blocked: ServerRecord = { ...live, disabled: true };
    const updated = stored(
      register(blocked, 'default', prepared('a', { version: '2' }), context()),
    );
    const gone = stored(remove(blocked, 'unregistered', context()));
    const again = stored(register(gone, 'default', prepared('a'), context()));
    const spoke = stored(heartbeat(blocked, 'healthy', context()));
    expect([updated, gone, again, spoke].map(({ disabled }) => disabled)).toEqual(
      Array(4).fill(true),
    );
    expect(effectiveStatus(again)).toBe('disabled');
  });

  it('should store a heartbeat only when it changes a status', () => {
    expect(heartbeat(live, undefined, context())).toBeUndefined();
    const draining = stored(heartbeat(live, 'draining', context(130)), 2);
    expect(draining).toMatchObject({ statusSince: 130, statusReason: 'member_reported' });
    expect(heartbeat(draining, 'draining', context())).toBeUndefined();
    expect(heartbeat(draining, undefined, context())).toBeUndefined();
  });

  it('should keep what the member said of itself over missed heartbeats', () => {
    const draining = stored(heartbeat(live, 'draining', context(130)), 2);
    const missed = stored(markMissed(draining, 'stale', context(200)), 3);
    const back = stored(heartbeat(missed, undefined, context(300)), 4);
    expect([missed, back].map(effectiveStatus)).toEqual(['stale', 'draining']);
    expect(back.statusReason).toBe('heartbeat_resumed');
  });

  it('should mark missed heartbeats with reason and time', () => {
    expect(stale).toMatchObject({
      liveness: 'stale',
      livenessSince: 200,
      statusSince: 200,
      statusReason: 'lease_expired',
      change: { actor: 'sweeper', what: 'status', why: 'lease_expired', status: 'stale' },
    });
    const offline = markMissed(stale, 'offline', context(500));
    expect(offline).toMatchObject({ liveness: 'offline', livenessSince: 500, statusSince: 500 });
  });

  it('should leave a tombstone without the manifest', () => {
    expect(tombstone).toMatchObject({
      removed: true,
      manifest: '',
      digest: live.digest,
      change: { what: 'removed', why: 'unregistered', status: null },
    });
  });

  it('should take a server that became static for live', () => {
    const fixed = prepared('a', { heartbeat_interval_seconds: 0 });
    const record = stored(register(stale, 'default', fixed, context(600)));
    expect(record).toMatchObject({ intervalSeconds: 0, liveness: 'live' });
    expect(effectiveStatus(record)).toBe('unknown');
  });

  describe('with member keys', () => {
    const keyed = stored(newDraft('k', { member_key: ED25519_KEY }));

    it('should pin the first key, and keep it over manifests without one and removal', () => {
      expect(keyed.memberKey).toEqual(ED25519_KEY);
      expect(keyed.change.note).toBe(`pinned member key ${keyThumbprint(ED25519_KEY)}`);
      const updated = stored(register(keyed, 'default', prepared('k'), context(5)), 2);
      expect(updated.memberKey).toEqual(ED25519_KEY);
      expect(updated.change).not.toHaveProperty('note');
      const gone = stored(remove(updated, 'unregistered', context(6)), 3);
      const back = stored(register(gone, 'default', prepared('k'), context(7)), 4);
      expect([gone.memberKey, back.memberKey]).toEqual([ED25519_KEY, ED25519_KEY]);
    });

    it('should change nothing when the manifest with the pinned key comes again', () => {
      const again = prepared('k', { member_key: { ...ED25519_KEY } });
      expect(register(keyed, 'default', again, context(5))).toBeUndefined();
    });

    it('should pin a key of an unchanged manifest again once it was released', () => {
      const released = stored(releaseKey(keyed, 'lost', context(5)), 2);
      expect(released).toMatchObject({
        memberKey: null,
        digest: keyed.digest,
        statusReason: 'registered',
        change: { what: 'updated', why: 'operator_released_key', note: 'lost' },
      });
      expect(releaseKey(released, 'again', context(6))).toBeUndefined();
      const again = prepared('k', { member_key: ED25519_KEY });
      const pinned = stored(register(released, 'default', again, context(7)), 3);
      expect(pinned).toMatchObject({ memberKey: ED25519_KEY, change: { what: 'updated' } });
    });

    it.each([
      [undefined, undefined, null],
      [undefined, ED25519_KEY, ED25519_KEY],
      [null, P256_KEY, P256_KEY],
      [ED25519_KEY, undefined, ED25519_KEY],
      [ED25519_KEY, P256_KEY, ED25519_KEY],
    ])(
      'should need, with the pin %j and the sent key %j, a signature by %j',
      (pin, sent, signer) => {
        const current = pin === undefined ? undefined : { memberKey: pin };
        expect(signerOf(current, sent === undefined ? {} : { member_key: sent })).toEqual(signer);
      },
    );
  });
});
