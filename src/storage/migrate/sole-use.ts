import { randomUUID } from 'node:crypto';
import type { Clock } from '../../common/clock.js';
import { Repeater } from '../../common/repeater.js';
import type { SignsOfLife } from '../signs-of-life.js';
import { MigrateError } from './migrate-error.js';

const RENEW_EVERY_MS = 1_000;
const LOOK_EVERY_MS = 500;

/** A replica whose sign was not renewed for this long is dead; as the replicas themselves have it. */
const VALIDITY_MS = 5_000;

/**
 * Keeps directories off a database: waits whether any sign of life in it is renewed, and leaves one of its own, as of a
 * replica that shares nothing, beside which no other starts.
 */
export class SoleUse {
  private readonly replica = randomUUID();
  private count = 0;
  /** Signs of replicas that ended without leaving, with their counts. */
  private dead: ReadonlyMap<string, number> = new Map();
  private readonly renewing: Repeater;

  private constructor(
    private readonly signs: SignsOfLife,
    clock: Clock,
    private readonly label: string,
  ) {
    this.renewing = new Repeater(clock, RENEW_EVERY_MS, () => this.renew().catch(() => undefined));
  }

  /** @throws MigrateError when another uses the database */
  static async claim(
    signs: SignsOfLife,
    label: string,
    clock: Clock,
    wait: (ms: number) => Promise<unknown>,
  ): Promise<SoleUse> {
    const claimed = new SoleUse(signs, clock, label);
    // First the own sign, then a look at the others': of two that come at once, at least one sees the other.
    await claimed.renew();
    claimed.renewing.start();
    try {
      const end = clock.monotonic() + VALIDITY_MS;
      claimed.dead = await claimed.others();
      while (claimed.dead.size > 0 && clock.monotonic() < end) {
        await wait(LOOK_EVERY_MS);
        await claimed.assertAlone();
      }
      return claimed;
    } catch (error) {
      await claimed.release();
      throw error;
    }
  }

  /** @throws MigrateError when another has begun to use the database */
  async assertAlone(): Promise<void> {
    for (const [replica, count] of await this.others()) {
      if (this.dead.get(replica) === count) continue;
      throw new MigrateError(
        `${this.label} is in use by a running directory or another migration: ` +
          'stop all its replicas first.',
      );
    }
  }

  async release(): Promise<void> {
    await this.renewing.stop();
    await this.signs
      .wipeOut({ replica: this.replica, count: this.count })
      // It dies of itself.
      .catch(() => undefined);
  }

  private async others(): Promise<Map<string, number>> {
    const signs = await this.signs.others(this.replica);
    return new Map(signs.map(({ replica, count }) => [replica, count]));
  }

  private async renew(): Promise<void> {
    this.count += 1;
    await this.signs.leave({
      replica: this.replica,
      count: this.count,
      admitted: true,
      sharesLeases: false,
      reachesLeases: true,
      keepsHeartbeats: false,
      leaseTable: null,
    });
  }
}
