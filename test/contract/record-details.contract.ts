import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  disable,
  domainChecked,
  heartbeat,
  markMissed,
  probed,
  register,
  releaseKey,
  remove,
} from '../../src/manifest/lifecycle.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import type { RecordDraft, ServerRecord } from '../../src/manifest/server-record.js';
import { ED25519_KEY, P256_KEY } from '../support/member-keys.js';
import { context, newDraft, prepared } from '../support/record-drafts.js';
import type { StoreUnderTest } from './manifest-store.contract.js';

/** What a record remembers of liveness, probes and operators, and for how long its past is kept. */
export function recordDetailsContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`ManifestStore contract, details: ${name}`, () => {
    let under: StoreUnderTest;

    beforeEach(async () => {
      under = await open();
    });

    afterEach(() => under.end());

    async function won(
      draft: RecordDraft | undefined,
      before?: ServerRecord,
    ): Promise<ServerRecord> {
      if (draft === undefined) throw new Error('expected a change');
      const result = await under.store.commit({ before, draft });
      if (result.outcome !== 'won') throw new Error(`the change to ${draft.id} lost`);
      return result.record;
    }

    const whys = async (id: string): Promise<string[]> =>
      (await under.store.history(DEFAULT_SCOPE, id, 1, 50)).entries.map(({ why }) => why);

    it('should remember which client registered a server', async () => {
      const first = register(undefined, 'default', prepared('a'), context(), '192.0.2.7');
      await won(first);
      await under.reopen();
      expect(await under.store.find(DEFAULT_SCOPE, 'a')).toMatchObject({
        registeredFrom: '192.0.2.7',
      });
    });

    it('should keep what probes, returns and operators left in a record', async () => {
      const first = await won(newDraft('a', { probe: { enabled: true } }));
      const found = await won(
        probed(first, { state: 'timeout', detail: 'no answer in 5 s' }, context(1_000)),
        first,
      );
      const stale = await won(markMissed(found, 'stale', context(2_000)), found);
      const back = await won(heartbeat(stale, undefined, context(3_000)), stale);
      const blocked = await won(disable(back, 'Leaks data', context(4_000)), back);
      await under.reopen();
      const read = await under.store.find(DEFAULT_SCOPE, 'a');
      expect(read).toMatchObject({
        probeIntervalSeconds: 60,
        probe: { state: 'timeout', detail: 'no answer in 5 s', since: 1_000 },
        returns: [3_000],
        flapping: false,
        disabled: true,
        statusNote: 'Leaks data',
      });
      expect(read).toEqual(blocked);
      const { entries } = await under.store.history(DEFAULT_SCOPE, 'a', 1, 2);
      expect(entries.map(({ note }) => note)).toEqual(['Leaks data', undefined]);
    });

    it.each([ED25519_KEY, P256_KEY])(
      'should keep a pinned key, $crv, until it is released',
      async (key) => {
        const first = await won(newDraft('k', { member_key: key }));
        expect(first.memberKey).toEqual(key);
        const vouched = await won(domainChecked(first, 'example.com', context(50)), first);
        await under.reopen();
        expect(await under.store.find(DEFAULT_SCOPE, 'k')).toEqual(vouched);
        expect(vouched).toMatchObject({ memberKey: key, verifiedDomain: 'example.com' });
        const gone = await won(remove(vouched, 'unregistered', context(100)), vouched);
        await under.reopen();
        expect(await under.store.find(DEFAULT_SCOPE, 'k')).toEqual(gone);
        expect(await under.store.purgeTombstones(1_000)).toBe(0);
        expect(await under.store.find(DEFAULT_SCOPE, 'k')).toMatchObject({ memberKey: key });
        const released = await won(releaseKey(gone, 'Lost, ticket 7', context(200)), gone);
        expect(await under.store.find(DEFAULT_SCOPE, 'k')).toEqual(released);
        expect(released).toMatchObject({ memberKey: null, removed: true });
        expect(await under.store.purgeTombstones(1_000)).toBe(1);
        expect(await under.store.find(DEFAULT_SCOPE, 'k')).toBeUndefined();
      },
    );

    it('should forget old history, but not why a server is as it is', async () => {
      const a = await won(newDraft('a', {}, 1_000));
      const stale = await won(markMissed(a, 'stale', context(2_000)), a);
      await won(heartbeat(stale, undefined, context(3_000)), stale);
      await won(newDraft('b', {}, 1_000));
      expect(await under.store.purgeHistory(2_000)).toBe(1);
      expect(await whys('a')).toEqual(['heartbeat_resumed', 'lease_expired']);
      expect(await under.store.purgeHistory(9_000)).toBe(1);
      expect(await whys('a')).toEqual(['heartbeat_resumed']);
      expect(await whys('b')).toEqual(['registered']);
      expect(await under.store.purgeHistory(9_000)).toBe(0);
    });

    it('should forget old history of many servers', async () => {
      const ids = Array.from({ length: 1_200 }, (_, index) => `s${index}`);
      const records = await Promise.all(ids.map((id) => won(newDraft(id, {}, 1_000))));
      await Promise.all(records.map((one) => won(markMissed(one, 'stale', context(2_000)), one)));
      expect(await under.store.purgeHistory(5_000)).toBe(1_200);
      expect(await whys('s7')).toEqual(['lease_expired']);
    });
  });
}
