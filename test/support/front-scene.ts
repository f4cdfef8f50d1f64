import type { RequestListener } from 'node:http';
import { describe } from '@jest/globals';
import { Nginx, type FrontSettings } from './nginx.js';
import { StandIn } from './stand-in.js';

/** Something that a test started. */
interface Running {
  end(): Promise<void>;
}

interface FrontOptions {
  readonly federationCore?: string;
  readonly settings?: FrontSettings;
}

/** A front with what stands behind it; `end` after each test. */
export class FrontScene {
  private readonly running: Running[] = [];

  /** Ends with the scene, after the front. */
  add<T extends Running>(started: T): T {
    this.running.push(started);
    return started;
  }

  async standIn(name: string, answer?: RequestListener): Promise<StandIn> {
    return this.add(await StandIn.start(name, answer));
  }

  /** Starts nginx before these replicas; gives its URL. */
  async front(
    replicas: readonly { readonly url: string }[],
    options: FrontOptions = {},
  ): Promise<string> {
    const nginx = await Nginx.start({ upstreams: replicas.map(({ url }) => url), ...options });
    this.running.unshift({ end: () => nginx.stop() });
    return nginx.url;
  }

  async end(): Promise<void> {
    for (const each of this.running.splice(0)) await each.end();
  }
}

/** `describe` where nginx is installed; skips elsewhere, and fails where `REQUIRE_SERVICES=1` demands it. */
export function describeFront(name: string, tests: () => void): void {
  const installed = Nginx.isInstalled();
  if (!installed && process.env['REQUIRE_SERVICES'] === '1')
    throw new Error('nginx is not installed, and REQUIRE_SERVICES=1 demands it');
  if (!installed) console.warn('Skipped: nginx is not installed here (Debian: nginx-light).');
  (installed ? describe : describe.skip)(name, tests);
}
