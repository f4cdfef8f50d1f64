/** The bare server, in its own process. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { URL, fileURLToPath } from 'node:url';
import { guard } from './clean-up.mjs';

const FILE = fileURLToPath(new URL('./bare-server.mjs', import.meta.url));

/** A running bare server; made by {@link startBare}. */
class Bare {
  constructor(child, port) {
    this.child = child;
    this.url = `http://127.0.0.1:${port}`;
  }

  get pid() {
    return this.child.pid;
  }

  /**
   * Tells it what to answer from now on.
   * @param {import('./http-client.mjs').Answer[]} answers
   */
  async give(answers) {
    const taken = once(this.child, 'message');
    this.child.send(answers);
    await taken;
  }

  async stop() {
    const exit = once(this.child, 'exit');
    this.child.disconnect();
    await exit;
  }
}

/** Starts the bare server. */
export async function startBare() {
  const child = guard(fork(FILE, { serialization: 'advanced' }));
  const [{ port }] = await once(child, 'message');
  return new Bare(child, port);
}
