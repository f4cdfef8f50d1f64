import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Sweeper } from '../../src/liveness/sweeper.service.js';
import { Fleet } from '../support/fleet.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const PAUSE_MS = 300_000;

describe('A directory that stands still for five minutes', () => {
  let directory: TestApp;
  let fleet: Fleet;

  beforeEach(async () => {
    directory = await startTestApp();
    fleet = new Fleet(directory);
  });

  afterEach(() => directory.end());

  // In a small fleet self-preservation would not hide a mistake.
  it.each([8, 200])('should mark none of %i members that go on', async (size) => {
    const ids = Array.from({ length: size }, (_, index) => `s${index}`);
    await fleet.join(ids, (index) => [5, 10, 30][index % 3] ?? 5);
    await fleet.pass(120);
    const revisions = ids.map((id) => fleet.record(id)?.revision);
    const nobodyHeld = (): void => {
      expect(fleet.preservation).toMatchObject({ active: false, expired: 0, marked: 0 });
    };
    for (let time = 0; time < 3; time += 1) {
      directory.clock.advance(PAUSE_MS);
      // The sweeper is the first to wake.
      await directory.app.get(Sweeper).sweep();
      fleet.wake(ids);
      await fleet.pass(60, nobodyHeld);
    }
    expect(fleet.marked()).toEqual([]);
    expect(ids.map((id) => fleet.record(id)?.revision)).toEqual(revisions);

    const dead = ids.slice(0, 1);
    fleet.silence(dead);
    await fleet.pass(10);
    directory.clock.advance(PAUSE_MS);
    await fleet.pass(10);
    expect(fleet.marked()).toEqual(dead);
  });
});
