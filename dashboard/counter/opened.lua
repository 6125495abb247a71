-- Count a country opened, once per id (view and country).
-- KEYS: id, totals, countries. ARGV: the generation that acknowledged it before or "", seconds to
-- keep the id, iso3. Returns what view.lua does.
local totals = redis.call('HMGET', KEYS[2], 'generation', 'seed', 'views')
local generation, seed, views = totals[1] or '', totals[2] or 0, totals[3] or 0
local missing = ARGV[1] == '' or ARGV[1] == generation
if missing then
  redis.call('ZINCRBY', KEYS[3], 0, ARGV[3]) -- fails before the id is set, as in view.lua
end
local new = redis.call('SET', KEYS[1], '', 'NX', 'EX', ARGV[2])
if new and missing then
  redis.call('ZINCRBY', KEYS[3], 1, ARGV[3])
end
return {generation, seed + views}
