-- Count a view, once per id.
-- KEYS: id, totals, views of its day, visitors of its day.
-- ARGV: the generation that acknowledged it before or "", seconds to keep the id, seconds to keep
-- the day, the visitor. Returns the generation ("" in an empty database) and the total.
local totals = redis.call('HMGET', KEYS[2], 'generation', 'seed', 'views')
local generation, seed, views = totals[1] or '', totals[2] or 0, totals[3] or 0
local new = redis.call('SET', KEYS[1], '', 'NX', 'EX', ARGV[2])
-- What another generation has acknowledged is part of the seed of this one.
if new and (ARGV[1] == '' or ARGV[1] == generation) then
  views = redis.call('HINCRBY', KEYS[2], 'views', 1)
  redis.call('INCR', KEYS[3])
  redis.call('EXPIRE', KEYS[3], ARGV[3])
  redis.call('PFADD', KEYS[4], ARGV[4])
  redis.call('EXPIRE', KEYS[4], ARGV[3])
end
return {generation, seed + views}
