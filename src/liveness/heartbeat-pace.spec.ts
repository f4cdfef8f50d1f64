import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { FewSettings } from '../../test/support/few-settings.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { HeartbeatPace } from './heartbeat-pace.service.js';
import { SharedSettings } from '../storage/shared-settings.service.js';

Logger.overrideLogger(false);

describe(HeartbeatPace.name, () => {
  let clock: ManualClock;
  let store: FewSettings;
  let pace: HeartbeatPace;

  beforeEach(async () => {
    clock = new ManualClock();
    store = new FewSettings();
    const settings = new SharedSettings(store, new ManualClock());
    await settings.load();
    pace = new HeartbeatPace(settings, clock);
  });

  it('should leave intervals alone until an operator says otherwise', () => {
    expect(pace.stretch(30)).toBe(30);
    expect(pace.view()).toEqual({ factor: 1, announced: null });
  });

  it('should announce a factor before it holds', async () => {
    const view = {
      factor: 1,
      announced: { factor: 2.5, effective_at: '2026-11-22T12:01:00.000Z' },
    };
    expect(await pace.announce(2.5, 60, 'operator@1')).toEqual(view);
    clock.advance(59_999);
    expect(pace.stretch(30)).toBe(30);
    clock.advance(1);
    expect(pace.stretch(30)).toBe(75);
    expect(pace.stretch(5)).toBe(13);
    expect(pace.view()).toEqual({ factor: 2.5, announced: null });
  });

  it('should replace what was only announced', async () => {
    await pace.announce(3, 60, 'operator@1');
    await pace.announce(2, 10, 'operator@1');
    expect(pace.view().factor).toBe(1);
    clock.advance(10_000);
    expect(pace.view()).toEqual({ factor: 2, announced: null });
    await pace.announce(1, 0, 'operator@1');
    expect(pace.stretch(30)).toBe(30);
  });

  it('should know leases from before and after a change', async () => {
    await pace.announce(2, 0, 'operator@1');
    expect([30, 60, 45].map((lease) => pace.explains(30, lease))).toEqual([true, true, false]);
  });

  it('should hear of what another replica has set', async () => {
    const others = new SharedSettings(store, new ManualClock());
    await others.load();
    await new HeartbeatPace(others, clock).announce(4, 0, 'operator@2');
    expect(pace.stretch(30)).toBe(120);
  });
});
