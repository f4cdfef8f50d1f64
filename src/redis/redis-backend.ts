import type { OnApplicationShutdown } from '@nestjs/common';
import type { RedisLink } from './redis-link.js';

/** The Redis that replicas share; `link` is `null` when the directory runs without one. */
export class RedisBackend implements OnApplicationShutdown {
  constructor(readonly link: RedisLink | null) {
    link?.connect();
  }

  onApplicationShutdown(): void {
    this.link?.close();
  }
}
