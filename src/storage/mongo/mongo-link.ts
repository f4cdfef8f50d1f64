import { Logger } from '@nestjs/common';
import { createConnection, type Connection, type ConnectOptions, type mongo } from 'mongoose';
import type { Clock } from '../../common/clock.js';
import { databaseName } from '../../config/database-name.js';
import { withDeadline } from '../../common/with-deadline.js';
import { isPermanent } from './permanent-fault.js';

const RETRY_AFTER_MS = 500;
const REMIND_EVERY = 20;
const PING_DEADLINE_MS = 1_500;

/** The program decides these, whatever the URI says: its promises hang on them. */
const OPTIONS: ConnectOptions = {
  appName: 'omega-fastmcp-directory',
  // A write is settled by reading back, which knows more than the driver's one repetition.
  retryWrites: false,
  readPreference: 'primary',
  readConcernLevel: 'majority',
  // Both names of the journal: the URI's would win over the one that is missing here.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  writeConcern: { w: 'majority', j: true, journal: true, wtimeoutMS: 3_000 },
  serverSelectionTimeoutMS: 1_000,
  connectTimeoutMS: 2_000,
  socketTimeoutMS: 4_000,
  waitQueueTimeoutMS: 2_000,
  heartbeatFrequencyMS: 500,
  minPoolSize: 2,
  maxPoolSize: 20,
  bufferCommands: false,
  autoIndex: false,
  autoCreate: false,
  sanitizeFilter: true,
};

/** The connection to MongoDB. */
export class MongoLink {
  private readonly logger = new Logger('MongoDB');
  readonly connection: Connection;
  private closed = false;

  constructor(
    private readonly uri: string,
    private readonly clock: Clock,
  ) {
    this.connection = createConnection();
    // Failures are reported where they are met.
    this.connection.on('error', () => undefined);
  }

  /**
   * Connects; waits as long as it takes.
   * @throws Error when waiting is of no use, for example with wrong credentials
   */
  async open(): Promise<void> {
    for (let attempt = 0; !this.closed; attempt += 1) {
      try {
        await this.connection.openUri(this.uri, { ...OPTIONS, dbName: databaseName(this.uri) });
        await this.ping();
        if (attempt > 0) this.logger.log('MongoDB answers');
        return;
      } catch (error) {
        if (isPermanent(error)) throw this.refusal(error);
        if (attempt % REMIND_EVERY === 0) {
          this.logger.warn(`MongoDB cannot be reached, waiting for it: ${this.hide(error)}`);
        }
      }
      await this.connection.close().catch(() => undefined);
      await new Promise<void>((resolve) => {
        this.clock.after(RETRY_AFTER_MS, resolve);
      });
    }
    throw new Error('the storage is closed');
  }

  get database(): mongo.Db {
    const { db } = this.connection;
    if (db === undefined) throw new Error('MongoDB is not connected');
    return db;
  }

  async ping(): Promise<void> {
    await withDeadline(this.clock, PING_DEADLINE_MS, this.database.command({ ping: 1 }));
  }

  /** The database server's own clock, epoch ms. */
  async serverTime(): Promise<number> {
    const answer = await withDeadline(
      this.clock,
      PING_DEADLINE_MS,
      this.database.admin().command({ hello: 1 }),
    );
    return (answer['localTime'] as Date).getTime();
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.connection.close(true);
  }

  /** What ends the start after a fault that waiting does not change. Without its cause, which may quote the URI. */
  refusal(error: unknown): Error {
    return new Error(`MongoDB cannot be used with this MONGODB_URI: ${this.hide(error)}`);
  }

  /** Some of the driver's messages quote the URI. */
  private hide(error: unknown): string {
    const message = error instanceof Error ? error.message : String(error);
    return message.replaceAll(this.uri, 'MONGODB_URI').replaceAll(/\/\/[^@/\s]+@/g, '//***@');
  }
}
