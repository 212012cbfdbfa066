-- Spend a challenge once and count the proof where it came from: one round trip, one atomic step.
-- All keys carry one hash tag, so that a cluster keeps them in one slot; all of them expire.
--
-- KEYS  1 the challenge  2 proofs of the address  3 proofs of its neighbourhood  4 where a proof was taken up again
-- ARGV  1 now in ms, or 0 for this server's clock  2 seconds to remember the challenge  3 ms between slow proofs of the
--       address, or 0 for a proof that is not slow  4 its burst  5 ms between slow proofs of the neighbourhood  6 its burst
--       7 the network a proof moves to, or nothing  8 to how many different ones it may in an hour
-- Answers 0 when it was spent now, -1 when it was spent before, -2 when the proof has moved too often, else the ms to
-- wait; only what is spent now is spent.
local now = tonumber(ARGV[1])
if now == 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local HOUR = 3600

local function due(key, step, burst)
  local at = math.max(tonumber(redis.call('HGET', key, 'due') or now), now)
  if at > now + step * (burst + 1) then at = now end
  return at, at + step - burst * step - now
end

if redis.call('EXISTS', KEYS[1]) == 1 then return -1 end
local home_step, network_step = tonumber(ARGV[3]), tonumber(ARGV[5])
if home_step > 0 then
  local home_due, home_wait = due(KEYS[2], home_step, tonumber(ARGV[4]))
  local network_due, network_wait = due(KEYS[3], network_step, tonumber(ARGV[6]))
  local wait = math.max(home_wait, network_wait)
  if wait > 0 then return math.ceil(wait) end
  redis.call('HSET', KEYS[2], 'due', string.format('%d', home_due + home_step))
  redis.call('HSET', KEYS[3], 'due', string.format('%d', network_due + network_step))
end
if ARGV[7] ~= '' then
  redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', now - HOUR * 1000)
  -- Back to where it was within the hour is no move: telephones go to and fro between two networks all day.
  local is_known = redis.call('ZSCORE', KEYS[4], ARGV[7])
  if not is_known and redis.call('ZCARD', KEYS[4]) >= tonumber(ARGV[8]) then return -2 end
  redis.call('ZADD', KEYS[4], now, ARGV[7])
  redis.call('EXPIRE', KEYS[4], HOUR)
end
redis.call('SET', KEYS[1], 1, 'EX', ARGV[2])

-- Buckets of an hour, as in hit.lua: "bucket current previous".
local bucket = math.floor(now / (HOUR * 1000))
for _, key in ipairs({KEYS[2], KEYS[3]}) do
  local kept, current, previous = string.match(redis.call('HGET', key, 'proofs') or '', '^(%d+) (%d+) (%d+)$')
  kept, current, previous = tonumber(kept or 0), tonumber(current or 0), tonumber(previous or 0)
  if kept == bucket - 1 then
    previous, current = current, 0
  elseif kept ~= bucket then
    previous, current = 0, 0
  end
  redis.call('HSET', key, 'proofs', string.format('%d %d %d', bucket, current + 1, previous))
  redis.call('EXPIRE', key, 2 * HOUR)
end
return 0
