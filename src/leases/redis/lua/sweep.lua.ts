import { Script } from '../../../redis/script.js';
import { BOUND, COLLECT, PRELUDE } from './prelude.lua.js';

/** A claim that nobody settles can be taken again after this long. */
const RECLAIM_AFTER_MS = 10_000;

/** → `[1 when there is more to look at, live, total, expired, recent, [interval, leases, …]]` */
export const COUNTS = new Script(`${PRELUDE}${COLLECT}
local more = collect()
local due = redis.call('ZCARD', DUE)
local live = redis.call('ZCARD', LIVE) + due
local total = live + redis.call('ZCARD', MARKED)
local expired = due + redis.call('ZCARD', PENDING)
local recent = redis.call('ZCARD', RECENT)
return { more and 1 or 0, live, total, expired, recent, redis.call('HGETALL', INTERVALS) }
`);

/** `most` → lease names of what is expired or recent: all, or about so many by chance, from each set its share. */
export const MISSING = new Script(`${PRELUDE}
local most, all, reply = tonumber(ARGV[1]), 0, {}
local sets = { DUE, PENDING, RECENT }
for _, set in ipairs(sets) do all = all + redis.call('ZCARD', set) end
for _, set in ipairs(sets) do
  local share = math.ceil(redis.call('ZCARD', set) * math.min(1, most / math.max(1, all)))
  if share > 0 then
    for _, member in ipairs(redis.call('ZRANDMEMBER', set, share)) do reply[#reply + 1] = member end
  end
end
return reply
`);

/** Another term for what is due, but for those that had it, which lie below 0 → `[1 when there is more to look at]` */
export const GRACE = new Script(`${PRELUDE}${COLLECT}
-- What is spared is not all sorted out while there is more.
if collect() then return { 1 } end
local members = redis.call('ZRANGEBYSCORE', DUE, 0, '+inf', 'LIMIT', 0, ${BOUND})
if #members == 0 then return { 0 } end
local packed = redis.call('HMGET', LEASES, unpack(members))
local deadlines, graced = {}, {}
for i, member in ipairs(members) do
  if packed[i] then
    deadlines[#deadlines + 1] = int(lease_ms + term(parse(packed[i])))
    deadlines[#deadlines + 1] = member
    graced[#graced + 1] = member
  end
end
redis.call('ZREM', DUE, unpack(members))
if #graced > 0 then
  redis.call('ZADD', LIVE, unpack(deadlines))
  redis.call('SADD', GRACED, unpack(graced))
end
return { #members == ${BOUND} and 1 or 0 }
`);

/**
 * `limit of live, limit of marked, bound, episode` → `[1 when there is more to look at, lease name, interval, phase,
 * fence, …]`; without an episode the bound is on those that go at once, with one on all of its claims.
 */
export const CLAIM = new Script(`${PRELUDE}${COLLECT}
local reply = { collect() and 1 or 0 }
local function claim(members, file)
  local claimed, again = 0, int(lease_ms + ${RECLAIM_AFTER_MS})
  for _, member in ipairs(members) do
    local packed = redis.call('HGET', LEASES, member)
    if not packed then
      redis.call('ZREM', file, member)
    else
      local interval, phase = parse(packed)
      local given = next_fence()
      redis.call('HSET', CLAIMS, member, given)
      redis.call('ZADD', file, again, member)
      if file == LIVE then redis.call('ZADD', PENDING, again, member) end
      claimed = claimed + 1
      for _, value in ipairs({ member, interval, phase, given }) do reply[#reply + 1] = value end
    end
  end
  return claimed
end

local bound, episode, drained = tonumber(ARGV[3]), tonumber(ARGV[4]), 0
local going
if not episode then
  going = redis.call('ZCARD', RECENT) + redis.call('ZCARD', PENDING)
else
  local last = redis.call('HMGET', CLOCK, 'episode', 'drained')
  local newest = tonumber(last[1] or LONG_AGO)
  drained = newest == episode and tonumber(last[2]) or 0
  -- Who has not heard of the newest episode yet claims nothing.
  if newest > episode then episode, bound = nil, 0 end
  going = drained
end
local live = math.min(tonumber(ARGV[1]), bound - going)
local claimed = 0
-- What is spared is not all sorted out while there is more.
if live > 0 and spare <= tonumber(redis.call('HGET', CLOCK, 'sifted') or LONG_AGO) then
  local members = redis.call('ZRANGE', DUE, 0, live - 1)
  if #members > 0 then redis.call('ZREM', DUE, unpack(members)) end
  claimed = claim(members, LIVE)
end
if episode then redis.call('HSET', CLOCK, 'episode', ARGV[4], 'drained', drained + claimed) end
local marked = tonumber(ARGV[2])
if marked > 0 then
  claim(redis.call('ZRANGEBYSCORE', MARKED, '-inf', int(lease_ms), 'LIMIT', 0, marked), MARKED)
end
return reply
`);

/** `(lease name, fence, phase or nothing, ms of the phase, recent ms)…` → for each 1 when the claim was held, else 0. */
export const ADVANCE = new Script(`${PRELUDE}
local reply = {}
for i = 1, #ARGV, 5 do
  local member, phase, recent = ARGV[i], ARGV[i + 2], tonumber(ARGV[i + 4])
  local held = redis.call('HGET', CLAIMS, member) == ARGV[i + 1]
  if held then
    redis.call('HDEL', CLAIMS, member)
    local recent_until = recent > 0 and int(lease_ms + recent) or redis.call('ZSCORE', RECENT, member)
    local interval, _, heard, revision = take(member)
    if interval and phase ~= '' then
      put(member, interval, phase, heard, lease_ms + tonumber(ARGV[i + 3]), revision)
      if recent_until and phase ~= 'live' then redis.call('ZADD', RECENT, recent_until, member) end
    end
  end
  reply[#reply + 1] = held and 1 or 0
end
return reply
`);

/** → `[]` */
export const FORGET_MARKS = new Script(`${PRELUDE}
redis.call('DEL', RECENT)
return {}
`);
