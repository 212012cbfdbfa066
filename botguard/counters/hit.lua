-- Count one request and return everything that is known of its visitor: one round trip, one atomic step.
-- All keys carry the same hash tag, so that a cluster keeps them in one slot; all of them expire.
--
-- KEYS  1 visitor  2 address  3 network  4 ban of the address  5 revoked key  6 products this minute
--       7 products this hour  8 tally of traffic  9 latest decisions
-- ARGV  1 now in ms, or 0 for this server's clock (one clock for all processes)  2 is a page  3 product's number or -1
--       4 a key will be cut  5 asks for a scanner's path  6 followed a trap  7 ms between requests  8 burst
--       9 traffic to add, JSON {kind: count}  10 decisions to remember, JSON [text]
local now = tonumber(ARGV[1])
if now == 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local HOUR, DAY = 3600, 86400
local BITS_MINUTE, BITS_HOUR, MOST_DECISIONS = 512, 2048, 1000

-- A window is kept as "bucket current previous"; the answer is the current bucket and what of the one before it is
-- still inside a sliding window.
local function slide(text, seconds, by)
  local width = seconds * 1000
  local bucket = math.floor(now / width)
  local kept, current, previous = 0, 0, 0
  if text then
    local a, b, c = string.match(text, '^(%d+) (%d+) (%d+)$')
    kept, current, previous = tonumber(a), tonumber(b), tonumber(c)
  end
  if kept == bucket - 1 then
    previous, current = current, 0
  elseif kept ~= bucket then
    previous, current = 0, 0
  end
  current = current + by
  local left = (width - now % width) / width
  return string.format('%d %d %d', bucket, current, previous), current + math.floor(previous * left)
end

local function count(key, fields, ttl)
  local names = {}
  for i, field in ipairs(fields) do names[i] = field[1] end
  local kept = redis.call('HMGET', key, unpack(names))
  local changed, answers = {}, {}
  for i, field in ipairs(fields) do
    local text, answer = slide(kept[i], field[2], field[3])
    answers[i] = answer
    if field[3] > 0 then
      changed[#changed + 1] = field[1]
      changed[#changed + 1] = text
    end
  end
  if #changed > 0 then
    redis.call('HSET', key, unpack(changed))
    redis.call('EXPIRE', key, ttl)
  end
  return answers
end

local page, product, cut = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local scan, trap = tonumber(ARGV[5]), tonumber(ARGV[6])
local pace = count(KEYS[1], {
  {'p1', 1, page}, {'p10', 10, page}, {'p60', 60, page}, {'p600', 600, page}, {'r60', 60, 1},
}, HOUR)

-- GCRA: the time at which the next request would be exactly on schedule, allowed to run ahead by the burst.
local step, burst = tonumber(ARGV[7]), tonumber(ARGV[8])
local due = math.max(tonumber(redis.call('HGET', KEYS[1], 'due') or now), now)
-- A clock that jumped back must not lock anybody out for as long as it jumped.
if due > now + step * (burst + 1) then due = now end
local wait = due + step - burst * step - now
if wait <= 0 then
  redis.call('HSET', KEYS[1], 'due', string.format('%d', due + step))
  wait = 0
end

local pages = redis.call('HINCRBY', KEYS[1], 'n', page)
local products = redis.call('HINCRBY', KEYS[1], 'np', product >= 0 and 1 or 0)
if product >= 0 then
  redis.call('SETBIT', KEYS[6], product % BITS_MINUTE, 1)
  redis.call('EXPIRE', KEYS[6], 120)
  redis.call('SETBIT', KEYS[7], product % BITS_HOUR, 1)
  redis.call('EXPIRE', KEYS[7], HOUR + 60)
end
local minute, hour = redis.call('BITCOUNT', KEYS[6]), redis.call('BITCOUNT', KEYS[7])

local home = count(KEYS[2], {{'k60', 60, cut}, {'k600', 600, cut}, {'s3600', 3600, scan}, {'t3600', 3600, trap}}, HOUR)
local network = count(KEYS[3], {{'k600', 600, cut}}, HOUR)

if ARGV[9] ~= '' then
  for kind, number in pairs(cjson.decode(ARGV[9])) do redis.call('HINCRBY', KEYS[8], kind, number) end
  redis.call('EXPIRE', KEYS[8], DAY)
end
if ARGV[10] ~= '' then
  for _, text in ipairs(cjson.decode(ARGV[10])) do redis.call('LPUSH', KEYS[9], text) end
  redis.call('LTRIM', KEYS[9], 0, MOST_DECISIONS - 1)
  redis.call('EXPIRE', KEYS[9], DAY)
end

local notes = redis.call('HMGET', KEYS[1], 'note:csrf-failure', 'note:coupon-guess', 'note:sign-in-failure',
  'note:decoy-field')
return {
  pace[1], pace[2], pace[3], pace[4], pace[5], math.ceil(wait), pages, products, minute, hour,
  home[1], home[2], home[3], home[4], network[1],
  redis.call('EXISTS', KEYS[5]), redis.call('GET', KEYS[4]) or '',
  tonumber(notes[1] or 0), tonumber(notes[2] or 0), tonumber(notes[3] or 0), tonumber(notes[4] or 0),
}
