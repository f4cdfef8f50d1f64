import { describe, expect, it } from '@jest/globals';
import { context, newDraft, prepared } from '../../test/support/record-drafts.js';
import type { ChangeContext } from './change-context.js';
import { disable, enable, heartbeat, markMissed, probed, register, remove } from './lifecycle.js';
import type { ProbeState } from './probe-finding.js';
import type { RecordDraft, ServerRecord } from './server-record.js';
import { effectiveStatus } from './status.js';

const MINUTE = 60_000;

function stored(draft: RecordDraft | undefined): ServerRecord {
  if (draft === undefined) throw new Error('expected a change');
  return { ...draft, revision: 1, position: 1 };
}

/** Goes stale and comes back, once at each of these minutes. */
function flap(record: ServerRecord, minutes: readonly number[]): ServerRecord {
  return minutes.reduce((before, minute) => {
    const stale = stored(markMissed(before, 'stale', context(minute * MINUTE - 1)));
    return stored(heartbeat(stale, undefined, context(minute * MINUTE)));
  }, record);
}

describe('lifecycle: whose word a status is', () => {
  const live = stored(newDraft('a'));
  const words = ({ change, statusReason, ...record }: ServerRecord) =>
    `${effectiveStatus(record)} ${statusReason} (${change.what}, ${change.why})`;

  it('should show a server that comes back too often as flapping', () => {
    expect(words(flap(live, [1, 2, 3]))).toBe(
      'healthy heartbeat_resumed (status, heartbeat_resumed)',
    );
    expect(words(flap(live, [1, 2, 3, 4]))).toBe('degraded flapping (status, flapping)');
  });

  it('should end that with the first heartbeat after a steady window', () => {
    const flapping = flap(live, [1, 2, 3, 4]);
    expect(heartbeat(flapping, undefined, context(14 * MINUTE - 1))).toBeUndefined();
    const calm = stored(heartbeat(flapping, undefined, context(14 * MINUTE)));
    expect(words(calm)).toBe('healthy steady_again (status, steady_again)');
    expect(calm.returns).toEqual([]);
  });

  it('should tell flapping from what the member says of itself, though both are degraded', () => {
    const degraded = stored(heartbeat(live, 'degraded', context(1)));
    const flapping = flap(degraded, [1, 2, 3, 4]);
    expect(words(flapping)).toBe('degraded flapping (status, flapping)');
    const calm = stored(heartbeat(flapping, undefined, context(20 * MINUTE)));
    expect(words(calm)).toBe('degraded steady_again (status, steady_again)');
    expect(calm.statusSince).toBe(20 * MINUTE);
  });

  it('should not let a server flap that becomes static', () => {
    const fixed = prepared('a', { heartbeat_interval_seconds: 0 });
    const record = stored(register(flap(live, [1, 2, 3, 4]), 'default', fixed, context()));
    expect(record).toMatchObject({ flapping: false, returns: [] });
  });

  it('should block a server with the operator’s word until an operator lifts it', () => {
    const blocked = stored(disable(live, 'Leaks data', context(5, 'operator@1')));
    expect(words(blocked)).toBe('disabled operator_disabled (status, operator_disabled)');
    expect(blocked).toMatchObject({
      statusNote: 'Leaks data',
      change: { note: 'Leaks data', actor: 'operator@1' },
    });
    expect(disable(blocked, 'Again', context())).toBeUndefined();
    const stale = stored(markMissed(blocked, 'stale', context(6)));
    expect(words(stale)).toBe('disabled operator_disabled (status, lease_expired)');
    const back = stored(heartbeat(stale, 'healthy', context(7)));
    expect(words(back)).toBe('disabled operator_disabled (status, heartbeat_resumed)');
    expect(back.statusSince).toBe(5);
    const free = stored(enable(back, 'Fixed', context(8, 'operator@1')));
    expect(words(free)).toBe('healthy operator_enabled (status, operator_enabled)');
    expect(free).toMatchObject({ statusNote: null, change: { note: 'Fixed' } });
    expect(enable(free, 'Again', context())).toBeUndefined();
  });

  it('should say that heartbeats are missed when a block over them is lifted', () => {
    const blocked = stored(disable(live, 'x', context()));
    const stale = stored(markMissed(blocked, 'stale', context(6)));
    expect(words(stored(enable(stale, 'y', context(7))))).toBe(
      'stale lease_expired (status, operator_enabled)',
    );
  });

  it('should block and free the id of a removed server too', () => {
    const gone = stored(remove(live, 'unregistered', context()));
    const blocked = stored(disable(gone, 'x', context()));
    expect(blocked).toMatchObject({ removed: true, disabled: true, change: { status: null } });
    const again = stored(register(blocked, 'default', prepared('a'), context()));
    expect(words(again)).toBe('disabled operator_disabled (registered, registered)');
    expect(again.statusNote).toBe('x');
    expect(stored(enable(blocked, 'y', context()))).toMatchObject({
      removed: true,
      disabled: false,
    });
  });

  describe('probes', () => {
    const find = (record: ServerRecord, state: ProbeState, at = 9) =>
      probed(record, { state, detail: 'why' }, context(at, 'prober'));
    const static_ = (changes: object = {}, at: ChangeContext = context()) =>
      stored(
        register(
          undefined,
          'default',
          prepared('a', {
            heartbeat_interval_seconds: 0,
            probe: { enabled: true, interval_seconds: 20 },
            ...changes,
          }),
          at,
        ),
      );

    it('should know how often a server is to be probed', () => {
      expect(static_().probeIntervalSeconds).toBe(20);
      expect(static_({ probe: { enabled: true } }).probeIntervalSeconds).toBe(60);
      expect(static_({ probe: { enabled: false } }).probeIntervalSeconds).toBe(0);
      expect(live.probeIntervalSeconds).toBe(0);
    });

    it('should take the status of a static server from its probe', () => {
      const up = stored(find(static_(), 'alive'));
      expect(words(up)).toBe('healthy probe_succeeded (status, probe_succeeded)');
      expect(up.probe).toEqual({ state: 'alive', detail: 'why', since: 9 });
      expect(find(up, 'alive', 10)).toBeUndefined();
      const down = stored(find(up, 'timeout', 11));
      expect(words(down)).toBe('offline probe_failed (status, probe_failed)');
      const refused = stored(find(down, 'refused', 12));
      expect(words(refused)).toBe('unknown probe_refused (status, probe_refused)');
    });

    it('should only show the probe of a leased server', () => {
      const down = stored(find(live, 'timeout'));
      expect(words(down)).toBe('healthy registered (probe, probe_failed)');
      expect(down.statusSince).toBe(live.statusSince);
      expect(down.probe?.state).toBe('timeout');
    });

    it('should be the reason of what it decides, whatever brings that to light', () => {
      const down = stored(find(static_(), 'timeout'));
      const blocked = stored(disable(down, 'why', context(10)));
      const freed = stored(enable(blocked, 'why', context(11)));
      expect(words(freed)).toBe('offline probe_failed (status, operator_enabled)');
    });

    it('should not be the reason of what the member says', () => {
      const said = stored(heartbeat(static_(), 'draining', context(9)));
      const down = stored(find(said, 'unreachable', 10));
      expect(words(down)).toBe('offline probe_failed (status, probe_failed)');
      const again = stored(find(down, 'not_mcp', 11));
      expect(words(again)).toBe('draining member_reported (status, probe_failed)');
    });

    it('should forget what was found when no probe is wanted any more', () => {
      const up = stored(find(static_(), 'alive'));
      const off = prepared('a', { heartbeat_interval_seconds: 0 });
      const record = stored(register(up, 'default', off, context(20)));
      expect(words(record)).toBe('unknown updated (updated, updated)');
      expect(record.probe).toBeNull();
    });
  });
});
