import { randomBytes } from 'node:crypto';
import { createConnection } from 'mongoose';
import { freePorts } from './free-ports.js';
import { Replica } from './replica.js';

interface ClusterOptions {
  /** Of the server; the database is the cluster's own. */
  readonly mongodbUri: string;
  readonly redisUrl: string;
  /** Further variables of each replica, given those of all; there are as many replicas as items. */
  readonly replicas?: (shared: SharedVariables) => readonly Readonly<Record<string, string>>[];
}

/** Variables that all replicas have in common. */
export interface SharedVariables extends Readonly<Record<string, string>> {
  readonly MONGODB_URI: string;
  readonly REDIS_URL: string;
}

/** Replicas that are one directory, on a database of their own. */
export class Cluster {
  private readonly strangers: Replica[] = [];

  private constructor(
    readonly replicas: readonly Replica[],
    private readonly shared: SharedVariables,
  ) {}

  /** Starts all at once, on an empty database, and waits until they serve. */
  static async start({
    mongodbUri,
    redisUrl,
    replicas = () => [{}, {}, {}],
  }: ClusterOptions): Promise<Cluster> {
    const shared = {
      MONGODB_URI: withDatabase(mongodbUri, `faults_${randomBytes(6).toString('hex')}`),
      REDIS_URL: redisUrl,
      FED_DIR_SIGNING_SECRET: randomBytes(32).toString('base64url'),
      LOG_LEVEL: 'info',
    };
    const variables = replicas(shared);
    const ports = await freePorts(variables.length);
    const made = variables.map(
      (env, index) => new Replica(`replica-${index + 1}`, ports[index] ?? 0, { ...shared, ...env }),
    );
    const cluster = new Cluster(made, shared);
    try {
      await Promise.all(made.map((replica) => replica.start()));
    } catch (error) {
      await cluster.end();
      throw error;
    }
    return cluster;
  }

  /** One more replica, with other variables and not started, that nobody sends anything. */
  async stranger(
    name: string,
    variables: (shared: SharedVariables) => Record<string, string>,
  ): Promise<Replica> {
    const [port] = await freePorts(1);
    const stranger = new Replica(name, port ?? 0, { ...this.shared, ...variables(this.shared) });
    this.strangers.push(stranger);
    return stranger;
  }

  get urls(): string[] {
    return this.replicas.map(({ url }) => url);
  }

  /** Ends all replicas and drops the database. */
  async end(): Promise<void> {
    const all = [...this.replicas, ...this.strangers];
    await Promise.all(all.map((replica) => replica.end()));
    const connection = createConnection(this.shared.MONGODB_URI, {
      serverSelectionTimeoutMS: 5_000,
    });
    try {
      await connection.asPromise();
      await connection.dropDatabase();
    } finally {
      await connection.close();
    }
  }
}

function withDatabase(uri: string, name: string): string {
  const url = new URL(uri);
  url.pathname = `/${name}`;
  return url.href;
}
