import { termMs } from '../../../manifest/lease-terms.js';

/** Leases that one script call looks at to find those that have run out. */
export const BOUND = 1_000;

/** Lease time may stand still for this long at a stretch, and for so many times as long as it went on. */
const MAX_REST_MS = 60_000;
const REST_RATIO = 2;

/** A replica that has not ticked for this long does not let lease time go on. */
const MAX_GAP_MS = 1_000;

/**
 * The keys of all scripts, in the order in which they get them.
 * - `live`: sorted set, members are lease names, scores deadlines in lease time (ms)
 * - `due`: of these, what has run out and is not claimed, score the lease time at which that was found; those in
 *   `graced` come long before
 * - `marked`: the same for stale and offline servers
 * - `leases`: hash, lease name → `interval|phase|epoch ms of the last heartbeat or nothing|its lease time or nothing|
 *   revision of the record or nothing`; the last two came later
 * - `claims`: hash, lease name → fence of the last claim since the last heartbeat, or of a heartbeat that is not confirmed
 * - `clock`: hash; `base` lease time at the last tick; `last` Redis' epoch ms of it; `fence` the highest given;
 *   `spare` lease time before which no lease of phase live is taken to be renewed, `sifted` the same as `due` knows it;
 *   `epoch` names this set of leases; `run` is the run id of the Redis that it was last opened on; `store` names the store that it
 *   belongs to; `rest` for how many ms lease time may still stand still; `episode` is the last
 *   in which leases were claimed the slow way, and `drained` how many
 * - `intervals`: hash, interval → how many leases of phase live have it
 * - `pending`: sorted set of the live ones that are claimed, score as in `live`: until when nobody else can claim them
 * - `recent`: sorted set of the marked ones whose mark is recent, score the lease time at which that is over
 * - `graced`: set of the live ones that were given another term since the last heartbeat, whatever file they lie in
 */
export const KEY_NAMES = [
  'live',
  'due',
  'marked',
  'leases',
  'claims',
  'clock',
  'intervals',
  'pending',
  'recent',
  'graced',
] as const;

/** Names for the keys and for what time it is. */
export const TIME = `
local LIVE, DUE, MARKED, LEASES, CLAIMS, CLOCK, INTERVALS, PENDING, RECENT, GRACED = unpack(KEYS)
local LONG_AGO = -1e15
local clock = redis.call('HMGET', CLOCK, 'base', 'last', 'fence', 'spare', 'sifted', 'epoch', 'run')
local time = redis.call('TIME')
local redis_ms = time[1] * 1000 + math.floor(time[2] / 1000)
local base = tonumber(clock[1] or 0)
local fence = tonumber(clock[3] or 0)
local spare = tonumber(clock[4] or LONG_AGO)
local gap = redis_ms - tonumber(clock[2] or redis_ms)
local lease_ms = base + math.max(0, math.min(gap, ${MAX_GAP_MS}))

-- Lua's own way to write numbers rounds large ones.
local function int(number)
  return string.format('%.0f', number)
end
`;

/** What the scripts share; they answer nil when there is no table. */
export const PRELUDE = `${TIME}
if not clock[1] then return false end

local function term(interval)
  return interval * ${termMs(1)}
end

-- How long lease time may stand still after it has gone on for so long.
local function rest(passed)
  local left = tonumber(redis.call('HGET', CLOCK, 'rest') or ${MAX_REST_MS})
  return math.min(${MAX_REST_MS}, left + ${REST_RATIO} * passed)
end

-- The heartbeat is "epoch ms|lease time".
local function parse(packed)
  local interval, phase, epoch, counted, revision = string.match(packed, '^([^|]*)|([^|]*)|([^|]*)|?([^|]*)|?([^|]*)$')
  return interval, phase, epoch .. '|' .. counted, revision
end

local NOT_HEARD = '|'
local function heard_now()
  return int(redis_ms) .. '|' .. int(lease_ms)
end

local function pack(interval, phase, heard, revision)
  return interval .. '|' .. phase .. '|' .. heard .. '|' .. (revision or '')
end

local function count(interval, by)
  if redis.call('HINCRBY', INTERVALS, interval, by) <= 0 then redis.call('HDEL', INTERVALS, interval) end
end

local function next_fence()
  fence = math.max(fence + 1, redis_ms)
  redis.call('HSET', CLOCK, 'fence', int(fence))
  return int(fence)
end

-- Ends a lease; returns what it was.
local function take(member)
  local packed = redis.call('HGET', LEASES, member)
  if not packed then return nil end
  local interval, phase, heard, revision = parse(packed)
  if phase == 'live' then
    redis.call('ZREM', LIVE, member)
    redis.call('ZREM', DUE, member)
    redis.call('ZREM', PENDING, member)
    redis.call('SREM', GRACED, member)
    count(interval, -1)
  else
    redis.call('ZREM', MARKED, member)
    redis.call('ZREM', RECENT, member)
  end
  redis.call('HDEL', LEASES, member)
  return interval, phase, heard, revision
end

-- Whether a lease is in one of the sets from which leases run out: one that is not never would.
local function is_filed(member)
  for _, set in ipairs({ LIVE, DUE, MARKED }) do
    if redis.call('ZSCORE', set, member) then return true end
  end
  return false
end

local function put(member, interval, phase, heard, deadline, revision)
  redis.call('HSET', LEASES, member, pack(interval, phase, heard, revision))
  redis.call('ZADD', phase == 'live' and LIVE or MARKED, int(deadline), member)
  if phase == 'live' then count(interval, 1) end
end
`;

/**
 * `collect()` moves what has run out from `live` to `due`, and what was spared since then back; true when there is more
 * to do. Each lease is looked at once each time that it runs out, however many have.
 */
export const COLLECT = `
-- Files members under the deadline that they are spared until, or as due when that is over.
local function file(members, even_if_over)
  if #members == 0 then return end
  local packed = redis.call('HMGET', LEASES, unpack(members))
  local live, due, left = {}, {}, {}
  for i, member in ipairs(members) do
    local spared_until = packed[i] and spare + term(parse(packed[i]))
    if spared_until and (even_if_over or spared_until > lease_ms) then
      live[#live + 1] = int(spared_until)
      live[#live + 1] = member
    else
      left[#left + 1] = member
      if spared_until then due[#due + 1] = member end
    end
  end
  if #live > 0 then redis.call('ZADD', LIVE, unpack(live)) end
  if #left > 0 then redis.call('ZREM', LIVE, unpack(left)) end
  if #due > 0 then
    local graced, filed = redis.call('SMISMEMBER', GRACED, unpack(due)), {}
    for i, member in ipairs(due) do
      filed[#filed + 1] = int(graced[i] == 1 and LONG_AGO + lease_ms or lease_ms)
      filed[#filed + 1] = member
    end
    redis.call('ZADD', DUE, unpack(filed))
  end
end

local function collect()
  redis.call('ZREMRANGEBYSCORE', PENDING, '-inf', int(lease_ms))
  if spare > tonumber(clock[5] or LONG_AGO) then
    local popped = redis.call('ZPOPMIN', DUE, ${BOUND})
    local members = {}
    for i = 1, #popped, 2 do members[#members + 1] = popped[i] end
    file(members, true)
    if #members == ${BOUND} then return true end
    redis.call('HSET', CLOCK, 'sifted', int(spare))
  end
  local members = redis.call('ZRANGEBYSCORE', LIVE, '-inf', int(lease_ms), 'LIMIT', 0, ${BOUND})
  file(members, false)
  return #members == ${BOUND}
end
`;
