-- Count what happened and return everything that is known of its visitor: one round trip, one atomic step.
-- All keys carry one hash tag, so that a cluster keeps them in one slot; all of them expire.
--
-- KEYS  1 visitor  2 address  3 network  4 shop  5 stream of events  6 revocation of the key
--       7... bans of the address and its networks
-- ARGV  1 now in ms, or 0 for this server's clock (one clock for all processes)
--       2 ms between requests, or 0 to take no turn  3 burst  4 what the ring keeps of a page  5 what is kept of the key
--       6 what happened, "name=value name=value"  7... events for the stream
--
-- Answers counts that are not 0 (place in the table, number), ms to wait for a turn, turns left, ring, revocation, ban.
--
-- A row is a map, packed: t when it was written, a number per count (previous window * 2^20 + current window), under
-- its negative what is known of distinct values; the visitor's also d when the next turn is due, p when the last page
-- was read, r the ring and k the key.
local ID, WIDTH, OF, BITS, SCOPE, LIFE = --[[ botguard.engine.count ]]

local MOST, RING, MOST_EVENTS, DAY = 1048576, 200, 20000, 86400
local floor, log, max, min = math.floor, math.log, math.max, math.min

local now = tonumber(ARGV[1])
if now == 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000 + floor(time[2] / 1000)
end
local happened = {}
for name, value in string.gmatch(ARGV[6], '(%S+)=(%d+)') do happened[name] = tonumber(value) end

local kept = redis.call('MGET', KEYS[1], KEYS[2], KEYS[3], KEYS[4], unpack(KEYS, 6))
local rows, changed = {}, {}
for scope = 1, 4 do rows[scope] = kept[scope] and cmsgpack.unpack(kept[scope]) or {t = now} end

-- Distinct values are a list of places of two bytes while that is shorter than the bitmap.
local function mark(set, bits, value)
  local place, full = value % bits, bits / 8
  if #set < full then
    local packed = struct.pack('>I2', place)
    for i = 1, #set, 2 do
      if string.sub(set, i, i + 1) == packed then return set, 0 end
    end
    if #set + 2 < full then return set .. packed, 1 end
    local bytes = {}
    for i = 1, full do bytes[i] = 0 end
    for i = 1, #set, 2 do
      local each = struct.unpack('>I2', set, i)
      local byte = floor(each / 8) + 1
      bytes[byte] = bytes[byte] + 2 ^ (each % 8)
    end
    set = string.char(unpack(bytes))
  end
  local byte, bit = floor(place / 8) + 1, 2 ^ (place % 8)
  local old = string.byte(set, byte)
  if floor(old / bit) % 2 == 1 then return set, 0 end
  return string.sub(set, 1, byte - 1) .. string.char(old + bit) .. string.sub(set, byte + 1), 1
end

local function estimate(number, bits)
  if bits == 0 then return number end
  return floor(-bits * log(max(bits - number, 1) / bits) + 0.5)
end

local answers, last = {}, 0
for i = 1, #ID do
  local id, row, value = ID[i], rows[SCOPE[i]], happened[OF[i]]
  local number = row[id]
  if number or value then
    local width, bits = WIDTH[i], BITS[i]
    local current, previous = (number or 0) % MOST, floor((number or 0) / MOST)
    if width > 0 then
      local windows = floor(now / width) - floor(row.t / width)
      if windows ~= 0 then
        previous = windows == 1 and estimate(current, bits) or 0
        current = 0
        row[-id] = nil
      end
    end
    if value then
      local more = 1
      if bits > 0 then row[-id], more = mark(row[-id] or '', bits, value) end
      current = min(current + more, MOST - 1)
      changed[SCOPE[i]] = true
    end
    number = previous * MOST + current
    row[id] = number > 0 and number or nil
    local answer = estimate(current, bits)
    if width > 0 then answer = answer + floor(previous * ((width - now % width) / width)) end
    if answer > 0 then
      answers[last + 1], answers[last + 2] = i - 1, answer
      last = last + 2
    end
  end
end

-- GCRA: the time at which the next request would be exactly on schedule, allowed to run ahead by the burst.
local visitor, step, burst = rows[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local wait, turns = 0, 0
if step > 0 then
  local due = max(visitor.d or now, now)
  -- A clock that jumped back must not lock anybody out for as long as it jumped.
  if due > now + step * (burst + 1) then due = now end
  wait = max(due + step - burst * step - now, 0)
  if wait == 0 then
    due = due + step
    visitor.d = due
  end
  turns = floor((burst * step - (due - now)) / step)
end
if ARGV[4] ~= '' then
  local gap = min(max(now - (visitor.p or now), 0), 4294967295)
  visitor.r = string.sub(struct.pack('>I4', gap) .. ARGV[4] .. (visitor.r or ''), 1, RING)
  visitor.p = now
end
if ARGV[5] ~= '' then visitor.k = ARGV[5] end
for scope = 1, 4 do
  if changed[scope] then
    rows[scope].t = now
    redis.call('SET', KEYS[scope], cmsgpack.pack(rows[scope]), 'EX', LIFE[scope])
  end
end

if #ARGV > 6 then
  for i = 7, #ARGV do redis.call('XADD', KEYS[5], 'MAXLEN', '~', MOST_EVENTS, '*', 'e', ARGV[i]) end
  redis.call('EXPIRE', KEYS[5], DAY)
end

local ban = ''
for i = 6, #kept do ban = ban ~= '' and ban or kept[i] or '' end
return {struct.pack('>' .. string.rep('I2I4', last / 2), unpack(answers)), wait, turns, visitor.r or '', kept[5] or '', ban}
