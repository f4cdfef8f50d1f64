import type { LoggerService } from '@nestjs/common';
import type { RedisLink } from '../../redis/redis-link.js';

const POLICY = /^maxmemory_policy:(allkeys-\S+)/m;

/** Warns when Redis may throw leases away as if they were a cache. Without the right to ask, it does not warn. */
export async function warnOfEviction(
  link: RedisLink,
  logger: Pick<LoggerService, 'warn'>,
): Promise<void> {
  const info = await link.run((client) => client.info('memory')).catch(() => '');
  const policy = POLICY.exec(info)?.[1];
  if (policy === undefined) return;
  logger.warn({
    msg: `Redis at ${link.describe()} may remove leases when its memory is full: set maxmemory-policy to noeviction`,
    policy,
  });
}
