import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Fleet } from '../support/fleet.js';
import { serverNames } from '../support/server-names.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const MINUTE = 60;

/** Twelve servers of one operator, all with heartbeats each 10 s. */
const REAL = serverNames('real', 12);
const DEAD = 'real0000';
const TERM = 30;

/** How much influence on self-preservation those have who register servers. */
describe('Influence on self-preservation', () => {
  let directory: TestApp;
  let fleet: Fleet;

  beforeEach(async () => {
    directory = await startTestApp();
    fleet = new Fleet(directory);
  });

  afterEach(() => directory.end());

  /** A server dies as the others fall silent: it is marked after its term. */
  const expectMarkedOnTime = async (others: readonly string[]): Promise<void> => {
    fleet.silence([DEAD, ...others]);
    await fleet.pass(TERM + 1, () => {
      expect(fleet.preservation.active).toBe(false);
    });
    expect(fleet.marked(REAL)).toEqual([DEAD]);
  };

  it('should not hide a death behind six new servers of the same address that fall silent', async () => {
    await fleet.join(REAL, () => 10);
    await fleet.pass(MINUTE);
    const fakes = serverNames('fake', 6);
    await fleet.join(fakes, () => 5);
    await expectMarkedOnTime(fakes);
  });

  it('should not hide a death behind many old servers of another address', async () => {
    const fakes = serverNames('fake', 60);
    await fleet.join(REAL, () => 10);
    await fleet.join(fakes, () => 5, '203.0.113.9');
    await fleet.pass(30 * MINUTE);
    await expectMarkedOnTime(fakes);
  });

  it('should not hide a death behind new servers of many addresses', async () => {
    await fleet.join(REAL, () => 10);
    await fleet.pass(30 * MINUTE);
    const fakes = serverNames('fake', 60);
    for (const [index, id] of fakes.entries())
      await fleet.join([id], () => 5, `198.51.100.${index}`);
    await expectMarkedOnTime(fakes);
  });

  it.each([
    { owners: 1, each: 200, marked: 30 },
    { owners: 2, each: 100, marked: 34 },
    { owners: 10, each: 20, marked: 34 },
    { owners: 100, each: 2, marked: 34 },
  ])(
    'should hold marks back when $owners owners of $each servers fall silent at once',
    async ({ owners, each, marked }) => {
      for (let index = 0; index < owners; index += 1)
        await fleet.join(serverNames(`m${index}-`, each), () => 30, `192.0.2.${index}`);
      await fleet.pass(5 * MINUTE);
      fleet.silence(fleet.ids);
      await fleet.pass(10 * MINUTE, () => {
        expect(fleet.marked().length).toBeLessThanOrEqual(marked);
      });
      expect(fleet.preservation.active).toBe(true);
      fleet.wake(fleet.ids);
      await fleet.pass(MINUTE);
      expect(fleet.marked()).toEqual([]);
    },
  );

  it('should hold marks back though one owner of many servers is still there', async () => {
    for (let index = 0; index < 20; index += 1)
      await fleet.join(serverNames(`m${index}-`, 3), () => 30, `192.0.2.${index}`);
    const honest = fleet.ids;
    await fleet.join(serverNames('crowd', 600), () => 600, '203.0.113.9');
    await fleet.pass(5 * MINUTE);
    fleet.silence(honest);
    await fleet.pass(5 * MINUTE);
    expect(fleet.preservation.active).toBe(true);
    expect(fleet.marked().length).toBeLessThan(60);
  });

  it('should mark little by little what one owner loses beside others that are there', async () => {
    const own = serverNames('own', 200);
    await fleet.join(own, () => 30, '192.0.2.1');
    await fleet.join(['other'], () => 30, '192.0.2.2');
    await fleet.pass(5 * MINUTE);
    fleet.silence(own);
    await fleet.pass(2 * MINUTE, () => {
      expect(fleet.preservation.active).toBe(false);
      expect(fleet.marked().length).toBeLessThanOrEqual(30);
    });
    expect(fleet.marked()).toHaveLength(30);
    fleet.silence(['other']);
    await fleet.pass(MINUTE);
    // Nobody is heard of any more.
    await fleet.pass(MINUTE);
    expect(fleet.preservation.active).toBe(true);
    fleet.wake(fleet.ids);
    await fleet.pass(MINUTE);
    expect(fleet.marked()).toEqual([]);
    fleet.silence(own);
    await fleet.pass(40 * MINUTE);
    expect(fleet.marked()).toEqual(own);
  });

  it('should count what a restarted directory finds as it did before', async () => {
    const fakes = serverNames('fake', 60);
    await fleet.join(REAL, () => 10);
    await fleet.join(fakes, () => 5, '203.0.113.9');
    await fleet.pass(30 * MINUTE);
    const { clock, dataDir } = directory;
    const before = fleet.preservation;
    await directory.stop();
    directory = await startTestApp({ dataDir, clock });
    await directory.pass(1);
    expect(new Fleet(directory).preservation).toEqual(before);
  });
});
