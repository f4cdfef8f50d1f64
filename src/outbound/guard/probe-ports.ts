import type { PortRange } from '../../config/probe-ranges.js';

/** Among the ports that only system services may open, those of the web are probed. */
const WEB: ReadonlySet<number> = new Set([80, 443]);
const FIRST_USER_PORT = 1_024;

/**
 * Ports at which well-known services listen that are not MCP servers, and at which a request could do harm or would tell
 * what runs there: databases, queues, remote control, cluster management, mail and telephony. None of them is in the
 * range from which systems take ports at random (32768 and up).
 */
const OTHER_SERVICES: readonly PortRange[] = [
  // Microsoft SQL Server, Oracle
  [1_433, 1_434],
  [1_521, 1_521],
  // H.323, PPTP
  [1_719, 1_720],
  [1_723, 1_723],
  // MQTT, NFS, ZooKeeper
  [1_883, 1_883],
  [2_049, 2_049],
  [2_181, 2_181],
  // Docker, etcd
  [2_375, 2_377],
  [2_379, 2_380],
  // MySQL, remote desktop, Subversion
  [3_306, 3_306],
  [3_389, 3_389],
  [3_690, 3_690],
  // Locks of NFS, ManageSieve, NATS, Erlang's port mapper
  [4_045, 4_045],
  [4_190, 4_190],
  [4_222, 4_222],
  [4_369, 4_369],
  // SIP, XMPP, PostgreSQL, AMQP
  [5_060, 5_061],
  [5_222, 5_222],
  [5_269, 5_269],
  [5_432, 5_432],
  [5_671, 5_672],
  // VNC, CouchDB, Windows' remote management, X11
  [5_900, 5_903],
  [5_984, 5_986],
  [6_000, 6_063],
  // Redis, PgBouncer, the Kubernetes API, IRC
  [6_379, 6_380],
  [6_432, 6_432],
  [6_443, 6_443],
  [6_665, 6_669],
  [6_697, 6_697],
  // Cassandra, Kafka, Elasticsearch
  [9_042, 9_042],
  [9_092, 9_092],
  [9_160, 9_160],
  [9_200, 9_200],
  [9_300, 9_300],
  // Kubelets, controllers and schedulers of Kubernetes
  [10_250, 10_259],
  // memcached, Redis Cluster and Sentinel, RabbitMQ, MongoDB, RethinkDB
  [11_211, 11_211],
  [15_672, 15_672],
  [16_379, 16_379],
  [25_672, 25_672],
  [26_379, 26_379],
  [27_017, 27_019],
  [28_015, 28_015],
];

/** Whether probes use a port wherever nothing else is said. */
export function isProbePort(port: number): boolean {
  if (port < FIRST_USER_PORT) return WEB.has(port);
  return !hasPort(OTHER_SERVICES, port);
}

/** Whether one of the ranges has the port. */
export function hasPort(ranges: readonly PortRange[], port: number): boolean {
  return ranges.some(([first, last]) => port >= first && port <= last);
}
