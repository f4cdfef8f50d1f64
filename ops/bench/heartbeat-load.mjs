/** The sender of heartbeats, in its own process. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { URL, fileURLToPath } from 'node:url';
import { guard } from './clean-up.mjs';

const FILE = fileURLToPath(new URL('./heartbeat-sender.mjs', import.meta.url));

/** A sender that waits for orders; made by {@link startHeartbeatLoad}. */
class HeartbeatLoad {
  constructor(child) {
    this.child = child;
  }

  /**
   * Sends heartbeats of all ids in turn, as many a second however fast they are answered.
   * @param {{ url: string, ids: string[], perSecond: number, batch: number, seconds: number }} order `batch`: this many
   *   in one request
   */
  async run(order) {
    const done = once(this.child, 'message');
    this.child.send(order);
    return (await done)[0];
  }

  async stop() {
    const exit = once(this.child, 'exit');
    this.child.disconnect();
    await exit;
  }
}

/** Starts a sender. */
export function startHeartbeatLoad() {
  return new HeartbeatLoad(guard(fork(FILE)));
}
