import { Script } from '../../../redis/script.js';
import { PRELUDE, TIME } from './prelude.lua.js';

/** A table that nobody has used for so long may be taken over for another store. */
const ABANDONED_MS = 60_000;

/**
 * Opens the table, or makes a new one: `counted ms, highest known fence, epoch of a new one, 1 when heartbeats may be
 * missing else 0, store` → `[1 when it was made else 0, epoch, lease time, run id]`, or `[-1]` when another store uses
 * it. What another run of Redis has loaded is older than the records, so it counts as lost. Lease time that leaps
 * forward runs over heartbeats, which is made good by a full term.
 */
export const OPEN = new Script(`${TIME}
local counted, known_fence = tonumber(ARGV[1]), tonumber(ARGV[2])
-- Without the right to ask, only the lost connection shows a restart.
local info = redis.pcall('INFO', 'server')
local run = type(info) == 'string' and string.match(info, 'run_id:(%x+)') or ''
local store = redis.call('HGET', CLOCK, 'store')
local is_foreign = store and store ~= '' and ARGV[5] ~= '' and store ~= ARGV[5]
if is_foreign and gap < ${ABANDONED_MS} then return { -1 } end
-- Without a run id nobody knows what a lost connection means.
local is_other_run = clock[7] ~= run or (run == '' and ARGV[4] == '1')
local made = not clock[1] or is_foreign or is_other_run
if made then
  redis.call('DEL', LIVE, DUE, MARKED, LEASES, CLAIMS, CLOCK, INTERVALS, PENDING, RECENT, GRACED)
  lease_ms = is_foreign and counted or math.max(counted, lease_ms)
  counted = lease_ms
  clock[6] = ARGV[3]
  redis.call('HSET', CLOCK, 'base', int(counted), 'last', int(redis_ms), 'epoch', clock[6])
else
  local leaps = lease_ms < counted
  if leaps then
    lease_ms = counted
    redis.call('HSET', CLOCK, 'base', int(counted), 'last', int(redis_ms))
  end
  if leaps or ARGV[4] == '1' then
    redis.call('HSET', CLOCK, 'spare', int(lease_ms))
    redis.call('DEL', PENDING)
  end
end
redis.call('HSET', CLOCK, 'run', run, 'fence', int(math.max(fence, known_fence)), 'store', ARGV[5])
return { made and 1 or 0, clock[6], int(lease_ms), run }
`);

/** Lets lease time go on: `1 when marks age, else 0` → `[lease time, epoch]`. */
export const TICK = new Script(`${PRELUDE}
redis.call('HSET', CLOCK, 'base', int(lease_ms), 'last', int(redis_ms), 'rest', int(rest(lease_ms - base)))
if ARGV[1] == '1' then redis.call('ZREMRANGEBYSCORE', RECENT, '-inf', int(lease_ms)) end
return { int(lease_ms), clock[6] }
`);

/** Lets lease time stand still, if it may: → `[lease time, epoch, 1 when it stood still else 0]`. */
export const HOLD = new Script(`${PRELUDE}
local passed = lease_ms - base
local left = rest(0)
local holds = left >= passed
if holds then
  redis.call('HSET', CLOCK, 'last', int(redis_ms), 'rest', int(left - passed))
else
  redis.call('HSET', CLOCK, 'base', int(lease_ms), 'last', int(redis_ms), 'rest', int(rest(passed)))
end
return { int(holds and base or lease_ms), clock[6], holds and 1 or 0 }
`);

/** `fence` that a record has → `[]`: later ones are higher. */
export const SAW = new Script(`${PRELUDE}
redis.call('HSET', CLOCK, 'fence', int(math.max(fence, tonumber(ARGV[1]))))
return {}
`);

/** → `[]` */
export const SPARE = new Script(`${PRELUDE}
redis.call('HSET', CLOCK, 'spare', int(lease_ms))
redis.call('DEL', PENDING)
return {}
`);
