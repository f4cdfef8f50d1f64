import type { RedisOptions } from 'ioredis';

const DEFAULT_PORT = 6_379;
const DEFAULT_SENTINEL_PORT = 26_379;
const LONGEST_RECONNECT_PAUSE_MS = 500;

const SENTINEL_URL =
  /^redis\+sentinel:\/\/(?:(?<user>[^:@/]*):(?<password>[^@/]*)@)?(?<hosts>[^@/?#]+)\/(?<name>[^/?#]+)(?:\/(?<db>[^?#]*))?(?:\?(?<query>.*))?$/;

/** Where Redis is and how to log in. */
export interface RedisTarget {
  /** Without the database: the client takes no notice when its own choice of it is refused. */
  readonly options: Omit<RedisOptions, 'db'>;
  /** The number of the database. */
  readonly db: number;
  /** For logs and messages: no user, no password. */
  readonly address: string;
}

/**
 * Reads `redis://[[user]:password@]host[:port][/db]`, the same with `rediss://` for TLS, and
 * `redis+sentinel://[[user]:password@]host[:port][,host[:port]…]/master[/db][?sentinel_password=…]`, whose user and
 * password are those of Redis itself. What is not a plain letter or digit is percent-encoded.
 * @throws Error that does not show the URL
 */
export function parseRedisUrl(url: string): RedisTarget {
  return url.startsWith('redis+sentinel://') ? parseSentinelUrl(url) : parsePlainUrl(url);
}

/** Milliseconds before the next attempt to connect. */
export function reconnectPause(attempt: number): number {
  return Math.min(attempt * 50, LONGEST_RECONNECT_PAUSE_MS);
}

function parsePlainUrl(text: string): RedisTarget {
  const url = URL.parse(text);
  if (url === null || url.hostname === '' || !/^rediss?:$/.test(url.protocol)) throw malformed();
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? DEFAULT_PORT : Number(url.port);
  return {
    options: {
      host,
      port,
      ...login(url.username, url.password),
      ...(url.protocol === 'rediss:' && { tls: {} }),
    },
    db: database(url.pathname.slice(1)),
    address: `${url.hostname}:${port}`,
  };
}

function parseSentinelUrl(text: string): RedisTarget {
  const groups = SENTINEL_URL.exec(text)?.groups;
  if (groups === undefined) throw malformed();
  const { user = '', password = '', hosts = '', name = '', db = '', query } = groups;
  const sentinels = hosts.split(',').map(sentinel);
  const sentinelPassword = new URLSearchParams(query).get('sentinel_password');
  const master = decode(name);
  return {
    options: {
      sentinels,
      name: master,
      ...login(user, password),
      ...(sentinelPassword !== null && { sentinelPassword }),
    },
    db: database(db),
    address: `${master} of Sentinel ${sentinels.map(({ host, port }) => `${host}:${port}`).join(', ')}`,
  };
}

function sentinel(text: string): { host: string; port: number } {
  const url = URL.parse(`redis://${text}`);
  if (url === null || url.hostname === '') throw malformed();
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? DEFAULT_SENTINEL_PORT : Number(url.port),
  };
}

function login(user: string, password: string): Pick<RedisOptions, 'username' | 'password'> {
  return {
    ...(user !== '' && { username: decode(user) }),
    ...(password !== '' && { password: decode(password) }),
  };
}

function database(text: string): number {
  if (!/^\d*$/.test(text)) throw malformed();
  return Number(text);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed();
  }
}

function malformed(): Error {
  return new Error(
    'REDIS_URL must be redis://[:password@]host:port[/db], rediss://… or redis+sentinel://[:password@]host:port[,host:port]/master[/db].',
  );
}
