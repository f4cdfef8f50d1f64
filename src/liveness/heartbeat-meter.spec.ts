import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../test/support/manual-clock.js';
import { HeartbeatMeter } from './heartbeat-meter.service.js';

describe(HeartbeatMeter.name, () => {
  it('should count the last minute only', () => {
    const clock = new ManualClock();
    const meter = new HeartbeatMeter(clock);
    for (let second = 0; second < 90; second += 1) {
      meter.count();
      clock.advance(1_000);
    }
    expect(meter.receivedLastMinute()).toBe(59);
    clock.advance(30_000);
    expect(meter.receivedLastMinute()).toBe(29);
    clock.advance(3_600_000);
    expect(meter.receivedLastMinute()).toBe(0);
  });
});
