import { Script } from '../../../redis/script.js';
import { PRELUDE } from './prelude.lua.js';

/** Heartbeats: `lease name…`, each once → for each `interval|phase|heard|remaining ms|claimed|fence`, or nil. */
export const RENEW = new Script(`${PRELUDE}
local leases = redis.call('HMGET', LEASES, unpack(ARGV))
local claims = redis.call('HMGET', CLAIMS, unpack(ARGV))
local heard = int(redis_ms)
local renewed, claimed, marked, deadlines, packed, reply = {}, {}, {}, {}, {}, {}
for i, member in ipairs(ARGV) do
  reply[i] = false
  if leases[i] then
    local interval, phase = parse(leases[i])
    local given = ''
    if claims[i] or phase ~= 'live' then given = next_fence() end
    if claims[i] then claimed[#claimed + 1] = member end
    if phase ~= 'live' then
      marked[#marked + 1] = member
      count(interval, 1)
    end
    renewed[#renewed + 1] = member
    deadlines[#deadlines + 1] = int(lease_ms + term(interval))
    deadlines[#deadlines + 1] = member
    packed[#packed + 1] = member
    packed[#packed + 1] = pack(interval, 'live', heard)
    reply[i] = pack(interval, 'live', heard) .. '|' .. int(term(interval)) .. '|0|' .. given
  end
end
if #renewed > 0 then
  redis.call('ZREM', DUE, unpack(renewed))
  redis.call('SREM', GRACED, unpack(renewed))
  redis.call('ZADD', LIVE, unpack(deadlines))
  redis.call('HSET', LEASES, unpack(packed))
end
if #claimed > 0 then
  redis.call('HDEL', CLAIMS, unpack(claimed))
  redis.call('ZREM', PENDING, unpack(claimed))
end
if #marked > 0 then
  redis.call('ZREM', MARKED, unpack(marked))
  redis.call('ZREM', RECENT, unpack(marked))
end
return reply
`);

/** `(lease name, interval)…` → for each as {@link RENEW}. */
export const GRANT = new Script(`${PRELUDE}
local heard, reply = int(redis_ms), {}
for i = 1, #ARGV, 2 do
  local member, interval = ARGV[i], ARGV[i + 1]
  local _, phase = take(member)
  local claimed = redis.call('HDEL', CLAIMS, member) == 1
  local given = (claimed or (phase and phase ~= 'live')) and next_fence() or ''
  put(member, interval, 'live', heard, lease_ms + term(interval))
  reply[#reply + 1] = pack(interval, 'live', heard) .. '|' .. int(term(interval)) .. '|0|' .. given
end
return reply
`);

/** `(lease name, interval, phase, remaining ms, recent ms)…` → for each 1 when it had none, else 0. */
export const RESTORE = new Script(`${PRELUDE}
local reply = {}
for i = 1, #ARGV, 5 do
  local member, recent = ARGV[i], tonumber(ARGV[i + 4])
  local missing = redis.call('HEXISTS', LEASES, member) == 0
  if missing then
    put(member, ARGV[i + 1], ARGV[i + 2], '', lease_ms + tonumber(ARGV[i + 3]))
    if recent > 0 then redis.call('ZADD', RECENT, int(lease_ms + recent), member) end
  end
  reply[#reply + 1] = missing and 1 or 0
end
return reply
`);

/** `lease name…` → for each 1 when it had one, else 0. */
export const RELEASE = new Script(`${PRELUDE}
local reply = {}
for i, member in ipairs(ARGV) do
  reply[i] = take(member) and 1 or 0
  redis.call('HDEL', CLAIMS, member)
end
return reply
`);

/** `lease name…` → for each `interval|phase|heard|remaining ms|claimed|`, or nil. */
export const FIND = new Script(`${PRELUDE}
local leases = redis.call('HMGET', LEASES, unpack(ARGV))
local claims = redis.call('HMGET', CLAIMS, unpack(ARGV))
local live = redis.call('ZMSCORE', LIVE, unpack(ARGV))
local due = redis.call('ZMSCORE', DUE, unpack(ARGV))
local marked = redis.call('ZMSCORE', MARKED, unpack(ARGV))
local reply = {}
for i = 1, #ARGV do
  reply[i] = false
  if leases[i] then
    local interval, phase = parse(leases[i])
    local deadline = tonumber(live[i] or due[i] or marked[i] or 0)
    if phase == 'live' then deadline = math.max(deadline, spare + term(interval)) end
    local remaining = int(math.max(0, deadline - lease_ms))
    reply[i] = leases[i] .. '|' .. remaining .. '|' .. (claims[i] and 1 or 0) .. '|'
  end
end
return reply
`);
