-- Agree on the total: no one who knows a higher one sees it fall.
-- KEYS: totals. ARGV: the generation known or "", the highest total seen in it, the name of a new
-- generation, "1" to also make up for views lost within a generation. Returns generation, total.
--
-- A generation is the life of a database. A new one starts with the highest total that any process
-- saw in the one before as its seed; what was counted since is added to that.
local totals = redis.call('HMGET', KEYS[1], 'generation', 'seed', 'views')
local generation = totals[1]
local seed, views = tonumber(totals[2] or 0), tonumber(totals[3] or 0)
local highest, before = tonumber(ARGV[2]), seed
if not generation then
  generation = ARGV[3]
  redis.call('HSET', KEYS[1], 'generation', generation)
end
if ARGV[1] ~= '' and ARGV[1] ~= generation then
  seed = math.max(seed, highest)
elseif ARGV[4] == '1' then
  seed = math.max(seed, highest - views)
end
if seed ~= before then
  redis.call('HSET', KEYS[1], 'seed', string.format('%.0f', seed))
end
return {generation, seed + views}
