import { Script } from '../../../redis/script.js';
import { PRELUDE, TIME } from './prelude.lua.js';

/**
 * Opens the table, or makes a new one: `counted ms, highest known fence, epoch of a new one, spare (1 or 0)` →
 * `[1 when it was made, epoch, lease time]`. Another run of Redis may have old data, and lease time that leaps forward
 * runs over heartbeats: both spare.
 */
export const OPEN = new Script(`${TIME}
local counted, known_fence = tonumber(ARGV[1]), tonumber(ARGV[2])
-- Without the right to ask, a restart is told by the lost connection alone.
local info = redis.pcall('INFO', 'server')
local run = type(info) == 'string' and string.match(info, 'run_id:(%x+)') or ''
local made = not clock[1]
if made then
  redis.call('DEL', LIVE, DUE, MARKED, LEASES, CLAIMS, CLOCK, INTERVALS, PENDING, RECENT, GRACED)
  lease_ms = counted
  clock[6] = ARGV[3]
  redis.call('HSET', CLOCK, 'base', int(counted), 'last', int(redis_ms), 'epoch', clock[6])
else
  local leaps = lease_ms < counted
  if leaps then
    lease_ms = counted
    redis.call('HSET', CLOCK, 'base', int(counted), 'last', int(redis_ms))
  end
  if leaps or ARGV[4] == '1' or clock[7] ~= run then
    redis.call('HSET', CLOCK, 'spare', int(lease_ms))
    redis.call('DEL', PENDING)
  end
end
redis.call('HSET', CLOCK, 'run', run, 'fence', int(math.max(fence, known_fence)))
return { made and 1 or 0, clock[6], int(lease_ms) }
`);

/** Lets lease time go on: `1 when marks age, else 0` → `[lease time, epoch]`. */
export const TICK = new Script(`${PRELUDE}
redis.call('HSET', CLOCK, 'base', int(lease_ms), 'last', int(redis_ms))
if ARGV[1] == '1' then redis.call('ZREMRANGEBYSCORE', RECENT, '-inf', int(lease_ms)) end
return { int(lease_ms), clock[6] }
`);

/** → `[]` */
export const SPARE = new Script(`${PRELUDE}
redis.call('HSET', CLOCK, 'spare', int(lease_ms))
redis.call('DEL', PENDING)
return {}
`);
