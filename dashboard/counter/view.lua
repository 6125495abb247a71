-- Count a view, once per id.
-- KEYS: id, totals, views of its day, visitors of its day.
-- ARGV: the generation that acknowledged it before or "", seconds to keep the id, seconds to keep
-- the day, the visitor. Returns the generation ("" in an empty database) and the total.
local totals = redis.call('HMGET', KEYS[2], 'generation', 'seed', 'views')
local generation, seed, views = totals[1] or '', totals[2] or 0, totals[3] or 0
-- What another generation has acknowledged is part of the seed of this one.
local missing = ARGV[1] == '' or ARGV[1] == generation
if missing then
  -- A script that fails undoes nothing. What cannot be counted fails here, adding nothing, before
  -- the id says that it is: the next attempt counts it.
  redis.call('HINCRBY', KEYS[2], 'views', 0)
  redis.call('INCRBY', KEYS[3], 0)
  redis.call('EXPIRE', KEYS[3], ARGV[3])
  redis.call('PFADD', KEYS[4])
  redis.call('EXPIRE', KEYS[4], ARGV[3])
end
local new = redis.call('SET', KEYS[1], '', 'NX', 'EX', ARGV[2])
if new and missing then
  views = redis.call('HINCRBY', KEYS[2], 'views', 1)
  redis.call('INCRBY', KEYS[3], 1)
  redis.call('PFADD', KEYS[4], ARGV[4])
end
return {generation, seed + views}
