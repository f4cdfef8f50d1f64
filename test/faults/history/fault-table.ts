import type { Stage } from './stage.js';

/** What a fault allows the directory, as README ("Many replicas") and ADR 0026 state it. */
export interface Bound {
  /** Reads may show what was so before, until it has healed. */
  readonly isBehind: boolean;
  /** For as long as it lasts, and no longer than this, lease time stands still: a dead server stays live so much longer. */
  readonly standsStillMs: number;
  /** The same once it has healed. */
  readonly afterMs: number;
  /** All leases are made from the records, and live servers get a full term. */
  readonly isTableLost: boolean;
}

/** How a fault is brought about at the replica of this number. */
export interface Circumstances {
  readonly replica: number;
  /** A cut connection says nothing; else it is closed and refused. */
  readonly silent: boolean;
  readonly clockMs: number;
}

export interface Fault {
  /** What it is about. Two faults at once are about different parts. */
  readonly part: 'replica' | 'mongodb' | 'redis';
  /** How long it lasts: seconds, at least and at most. */
  readonly lasts: readonly [number, number];
  readonly bound: Bound;
  begin(stage: Stage, how: Circumstances): Promise<void> | void;
  heal(stage: Stage, how: Circumstances): Promise<void> | void;
}

/** What a dead replica claimed can be claimed again after this time, and so long its last sign of life counts at most. */
const GONE_MS = 10_000;
/** A replica that alone cannot reach Redis is waited for so long, and until its last sign of life has no value any more. */
const ALONE_MS = 30_000 + 5_000;

const NOTHING: Bound = { isBehind: false, standsStillMs: 0, afterMs: 0, isTableLost: false };
const REPLICA_AWAY: Bound = { ...NOTHING, isBehind: true, afterMs: GONE_MS };
const REPLICA_ALONE: Bound = { ...NOTHING, standsStillMs: ALONE_MS };
const REDIS_AWAY: Bound = { ...NOTHING, standsStillMs: Infinity };
const REDIS_LOST: Bound = { ...REDIS_AWAY, isTableLost: true };
/** No mark can be stored. */
const STORE_AWAY: Bound = {
  isBehind: true,
  standsStillMs: Infinity,
  afterMs: GONE_MS,
  isTableLost: false,
};

/** Every fault of a run, with the bound that the documents state for it. */
export const FAULTS = {
  'a replica is killed': {
    part: 'replica',
    lasts: [2, 10],
    bound: REPLICA_AWAY,
    begin: (stage, { replica }) => stage.replica(replica).kill(),
    heal: (stage, { replica }) => stage.replica(replica).start(),
  },
  'a replica is stopped': {
    part: 'replica',
    lasts: [2, 10],
    bound: REPLICA_AWAY,
    begin: async (stage, { replica }) => {
      await stage.replica(replica).stop();
    },
    heal: (stage, { replica }) => stage.replica(replica).start(),
  },
  'a replica hangs': {
    part: 'replica',
    lasts: [4, 20],
    bound: REPLICA_AWAY,
    begin: (stage, { replica }) => {
      stage.replica(replica).pause();
    },
    heal: (stage, { replica }) => {
      stage.replica(replica).resume();
    },
  },
  'the clock of a replica steps': {
    part: 'replica',
    lasts: [4, 12],
    bound: NOTHING,
    begin: (stage, { replica, clockMs }) => stage.setClock(replica, clockMs),
    heal: (stage, { replica }) => stage.setClock(replica, 0),
  },
  'members cannot reach a replica': {
    part: 'replica',
    lasts: [4, 15],
    bound: NOTHING,
    begin: (stage, { replica, silent }) => stage.ways(replica).members.cut(silent),
    heal: (stage, { replica }) => stage.ways(replica).members.open(),
  },
  'a replica cannot reach MongoDB': {
    part: 'replica',
    lasts: [4, 20],
    bound: { ...NOTHING, isBehind: true, afterMs: GONE_MS },
    begin: (stage, { replica, silent }) => stage.ways(replica).mongodb.cut(silent),
    heal: (stage, { replica }) => stage.ways(replica).mongodb.open(),
  },
  'a replica cannot reach Redis': {
    part: 'replica',
    lasts: [4, 20],
    bound: REPLICA_ALONE,
    begin: (stage, { replica, silent }) => stage.ways(replica).redis.cut(silent),
    heal: (stage, { replica }) => stage.ways(replica).redis.open(),
  },
  'a replica cannot reach Redis for long': {
    part: 'replica',
    lasts: [50, 65],
    bound: REPLICA_ALONE,
    begin: (stage, { replica, silent }) => stage.ways(replica).redis.cut(silent),
    heal: (stage, { replica }) => stage.ways(replica).redis.open(),
  },
  'Redis hangs': {
    part: 'redis',
    lasts: [2, 20],
    bound: REDIS_AWAY,
    begin: (stage) => {
      stage.redis.pause();
    },
    heal: (stage) => {
      stage.redis.resume();
    },
  },
  'Redis is killed': {
    part: 'redis',
    lasts: [1, 15],
    bound: REDIS_LOST,
    begin: (stage) => stage.redis.kill(),
    heal: (stage) => stage.redis.startAgain(),
  },
  'Redis comes back empty': {
    part: 'redis',
    lasts: [1, 15],
    bound: REDIS_LOST,
    begin: (stage) => stage.redis.kill(),
    heal: (stage) => stage.redis.startEmpty(),
  },
  'Redis comes back with older data': {
    part: 'redis',
    lasts: [1, 15],
    bound: REDIS_LOST,
    begin: (stage) => stage.redis.kill(),
    heal: (stage) => stage.redis.startOnCopy(),
  },
  'MongoDB is killed': {
    part: 'mongodb',
    lasts: [2, 10],
    bound: STORE_AWAY,
    begin: (stage) => stage.services.kill('wire'),
    heal: (stage) => stage.services.start('wire'),
  },
  'MongoDB hangs': {
    part: 'mongodb',
    lasts: [3, 15],
    bound: STORE_AWAY,
    begin: (stage) => stage.services.pause('wire'),
    heal: (stage) => stage.services.resume('wire'),
  },
  'the storage of MongoDB is killed': {
    part: 'mongodb',
    lasts: [2, 10],
    bound: STORE_AWAY,
    begin: (stage) => stage.services.kill('storage'),
    heal: (stage) => stage.services.start('storage'),
  },
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;

/** The fault of this name. */
export function faultOf(name: FaultName): Fault {
  return FAULTS[name];
}
