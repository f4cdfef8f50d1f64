import { Script } from '../../../redis/script.js';
import { COLLECT, PRELUDE } from './prelude.lua.js';

/** A claim that nobody settles can be taken again after this long. */
const RECLAIM_AFTER_MS = 10_000;

/** → `[1 when there is more to look at, live, total, expired, [interval, leases, …]]` */
export const COUNTS = new Script(`${PRELUDE}${COLLECT}
local more = collect()
local expired = redis.call('ZCARD', DUE)
local live = redis.call('ZCARD', LIVE) + expired
local total = live + redis.call('ZCARD', MARKED)
return { more and 1 or 0, live, total, expired, redis.call('HGETALL', INTERVALS) }
`);

/** `limit of live, limit of marked` → `[1 when there is more to look at, lease name, interval, phase, fence, …]` */
export const CLAIM = new Script(`${PRELUDE}${COLLECT}
local reply = { collect() and 1 or 0 }
local function claim(members, file)
  for _, member in ipairs(members) do
    local packed = redis.call('HGET', LEASES, member)
    if not packed then
      redis.call('ZREM', file, member)
    else
      local interval, phase = parse(packed)
      local given = next_fence()
      redis.call('HSET', CLAIMS, member, given)
      redis.call('ZADD', file, int(lease_ms + ${RECLAIM_AFTER_MS}), member)
      for _, value in ipairs({ member, interval, phase, given }) do reply[#reply + 1] = value end
    end
  end
end

local live = tonumber(ARGV[1])
-- What is spared is not all sorted out while there is more.
if live > 0 and spare <= tonumber(redis.call('HGET', CLOCK, 'sifted') or LONG_AGO) then
  local members = redis.call('ZRANGE', DUE, 0, live - 1)
  if #members > 0 then redis.call('ZREM', DUE, unpack(members)) end
  claim(members, LIVE)
end
local marked = tonumber(ARGV[2])
if marked > 0 then
  claim(redis.call('ZRANGEBYSCORE', MARKED, '-inf', int(lease_ms), 'LIMIT', 0, marked), MARKED)
end
return reply
`);

/** `(lease name, fence, phase or nothing, ms of the phase)…` → for each 1 when the claim was held, else 0. */
export const ADVANCE = new Script(`${PRELUDE}
local reply = {}
for i = 1, #ARGV, 4 do
  local member, phase = ARGV[i], ARGV[i + 2]
  local held = redis.call('HGET', CLAIMS, member) == ARGV[i + 1]
  if held then
    redis.call('HDEL', CLAIMS, member)
    local interval, _, heard = take(member)
    if interval and phase ~= '' then
      put(member, interval, phase, heard, lease_ms + tonumber(ARGV[i + 3]))
    end
  end
  reply[#reply + 1] = held and 1 or 0
end
return reply
`);
