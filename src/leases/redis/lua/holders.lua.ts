import { Script } from '../../../redis/script.js';
import { PRELUDE } from './prelude.lua.js';

/**
 * Heartbeats: `lease name…`, each once → for each `interval|phase|heard (two fields)|revision|remaining ms|claimed|fence`,
 * or nil. The fence takes the place of the claim until {@link CONFIRM}.
 */
export const RENEW = new Script(`${PRELUDE}
local leases = redis.call('HMGET', LEASES, unpack(ARGV))
local claims = redis.call('HMGET', CLAIMS, unpack(ARGV))
local heard = heard_now()
local renewed, claimed, fenced, marked, deadlines, packed, reply = {}, {}, {}, {}, {}, {}, {}
for i, member in ipairs(ARGV) do
  reply[i] = false
  if leases[i] then
    local interval, phase, _, revision = parse(leases[i])
    local given = ''
    if claims[i] or phase ~= 'live' then
      given = next_fence()
      fenced[#fenced + 1] = member
      fenced[#fenced + 1] = given
    end
    if claims[i] then claimed[#claimed + 1] = member end
    if phase ~= 'live' then
      marked[#marked + 1] = member
      count(interval, 1)
    end
    renewed[#renewed + 1] = member
    deadlines[#deadlines + 1] = int(lease_ms + term(interval))
    deadlines[#deadlines + 1] = member
    packed[#packed + 1] = member
    packed[#packed + 1] = pack(interval, 'live', heard, revision)
    reply[i] = pack(interval, 'live', heard, revision) .. '|' .. int(term(interval)) .. '|0|' .. given
  end
end
if #renewed > 0 then
  redis.call('ZREM', DUE, unpack(renewed))
  redis.call('SREM', GRACED, unpack(renewed))
  redis.call('ZADD', LIVE, unpack(deadlines))
  redis.call('HSET', LEASES, unpack(packed))
end
if #claimed > 0 then redis.call('ZREM', PENDING, unpack(claimed)) end
if #fenced > 0 then redis.call('HSET', CLAIMS, unpack(fenced)) end
if #marked > 0 then
  redis.call('ZREM', MARKED, unpack(marked))
  redis.call('ZREM', RECENT, unpack(marked))
end
return reply
`);

/** `(lease name, interval)…` → for each as {@link RENEW}. */
export const GRANT = new Script(`${PRELUDE}
local heard, reply = heard_now(), {}
for i = 1, #ARGV, 2 do
  local member, interval = ARGV[i], ARGV[i + 1]
  local _, phase, _, revision = take(member)
  local claimed = redis.call('HEXISTS', CLAIMS, member) == 1
  local given = (claimed or (phase and phase ~= 'live')) and next_fence() or ''
  if given ~= '' then redis.call('HSET', CLAIMS, member, given) end
  put(member, interval, 'live', heard, lease_ms + term(interval), revision)
  reply[#reply + 1] = pack(interval, 'live', heard, revision) .. '|' .. int(term(interval)) .. '|0|' .. given
end
return reply
`);

/** `(lease name, fence)…` → for each 1 when that was its last fence, else 0: the record has it, so no mark can win. */
export const CONFIRM = new Script(`${PRELUDE}
local reply = {}
for i = 1, #ARGV, 2 do
  local is_last = redis.call('HGET', CLAIMS, ARGV[i]) == ARGV[i + 1]
  if is_last then redis.call('HDEL', CLAIMS, ARGV[i]) end
  reply[#reply + 1] = is_last and 1 or 0
end
return reply
`);

/** `(lease name, interval, phase, remaining ms, recent ms)…` → for each 1 when it had none, else 0. */
export const RESTORE = new Script(`${PRELUDE}
local reply = {}
for i = 1, #ARGV, 5 do
  local member, recent = ARGV[i], tonumber(ARGV[i + 4])
  local missing = redis.call('HEXISTS', LEASES, member) == 0
  if not missing and not is_filed(member) then
    take(member)
    missing = true
  end
  if missing then
    put(member, ARGV[i + 1], ARGV[i + 2], NOT_HEARD, lease_ms + tonumber(ARGV[i + 3]))
    if recent > 0 then redis.call('ZADD', RECENT, int(lease_ms + recent), member) end
  end
  reply[#reply + 1] = missing and 1 or 0
end
return reply
`);

/**
 * `(lease name, interval, phase, remaining ms, recent ms, phase seen, heartbeat seen in lease time)…` → for each 1 when it
 * was replaced, else 0.
 */
export const CORRECT = new Script(`${PRELUDE}
local reply = {}
for i = 1, #ARGV, 7 do
  local member, recent = ARGV[i], tonumber(ARGV[i + 4])
  local packed = redis.call('HGET', LEASES, member)
  local same = false
  if packed and redis.call('HEXISTS', CLAIMS, member) == 0 then
    local _, phase, heard = parse(packed)
    same = phase == ARGV[i + 5] and string.match(heard, '|(.*)$') == ARGV[i + 6]
  end
  if same then
    local _, _, heard, revision = take(member)
    put(member, ARGV[i + 1], ARGV[i + 2], heard, lease_ms + tonumber(ARGV[i + 3]), revision)
    if recent > 0 then redis.call('ZADD', RECENT, int(lease_ms + recent), member) end
  end
  reply[#reply + 1] = same and 1 or 0
end
return reply
`);

/** `(lease name, revision)…` → for each 1 when it had a lease, else 0. */
export const NOTE = new Script(`${PRELUDE}
local reply = {}
for i = 1, #ARGV, 2 do
  local packed = redis.call('HGET', LEASES, ARGV[i])
  if packed then
    local interval, phase, heard, revision = parse(packed)
    if tonumber(ARGV[i + 1]) > (tonumber(revision) or 0) then
      redis.call('HSET', LEASES, ARGV[i], pack(interval, phase, heard, ARGV[i + 1]))
    end
  end
  reply[#reply + 1] = packed and 1 or 0
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

/** `lease name…` → for each as {@link RENEW}, without a fence; one that would never run out counts as none. */
export const FIND = new Script(`${PRELUDE}
local leases = redis.call('HMGET', LEASES, unpack(ARGV))
local claims = redis.call('HMGET', CLAIMS, unpack(ARGV))
local live = redis.call('ZMSCORE', LIVE, unpack(ARGV))
local due = redis.call('ZMSCORE', DUE, unpack(ARGV))
local marked = redis.call('ZMSCORE', MARKED, unpack(ARGV))
local reply = {}
for i = 1, #ARGV do
  reply[i] = false
  local filed = live[i] or due[i] or marked[i]
  if leases[i] and filed then
    local interval, phase, heard, revision = parse(leases[i])
    local deadline = tonumber(filed)
    if phase == 'live' then deadline = math.max(deadline, spare + term(interval)) end
    local remaining = int(math.max(0, deadline - lease_ms))
    reply[i] = pack(interval, phase, heard, revision) .. '|' .. remaining .. '|' .. (claims[i] and 1 or 0) .. '|'
  end
end
return reply
`);
