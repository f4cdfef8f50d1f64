import { setTimeout as pause } from 'node:timers/promises';
import { mongo } from 'mongoose';
import type { MongoLink } from '../../src/storage/mongo/mongo-link.js';

const LOOK_EVERY_MS = 100;

/** The one that steps down is not elected again for so long: longer than the others need to elect one of them. */
const STEPS_DOWN_FOR_S = 20;
const OTHERS_CATCH_UP_WITHIN_S = 3;

/** Unauthorized, CommandNotFound, NoReplicationEnabled: repeating it is of no use. */
const REFUSALS: readonly unknown[] = [13, 59, 76];

/** A real MongoDB replica set whose primary a test lets step down. */
export class ReplicaSet {
  /** `link` has to be open. */
  constructor(private readonly link: MongoLink) {}

  /** Resolves when there has been another election, and so another primary. */
  async stepDown(): Promise<void> {
    const before = await this.election();
    do await this.askToStepDown();
    while ((await this.election()) === before);
  }

  private async askToStepDown(): Promise<void> {
    try {
      await this.link.database.admin().command({
        replSetStepDown: STEPS_DOWN_FOR_S,
        secondaryCatchUpPeriodSecs: OTHERS_CATCH_UP_WITHIN_S,
      });
    } catch (error) {
      // It may have been done although it was not answered; or no other was far enough yet.
      if (error instanceof mongo.MongoServerError && REFUSALS.includes(error.code)) throw error;
    }
  }

  /** Names the election that made the present primary; waits until there is one. */
  private async election(): Promise<string> {
    for (;;) {
      const hello = await this.hello();
      if (hello?.['isWritablePrimary'] === true) return String(hello['electionId']);
      await pause(LOOK_EVERY_MS);
    }
  }

  private async hello(): Promise<mongo.Document | undefined> {
    try {
      return await this.link.database.admin().command({ hello: 1 });
    } catch {
      return undefined;
    }
  }
}
