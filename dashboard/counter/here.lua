-- Say who is here; return how many are.
-- KEYS: here. ARGV: seconds until who does not say so again is gone, ids...
local now, lasting = tonumber(redis.call('TIME')[1]), tonumber(ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
for place = 2, #ARGV do
  redis.call('ZADD', KEYS[1], now + lasting, ARGV[place])
end
redis.call('EXPIRE', KEYS[1], lasting)
return redis.call('ZCARD', KEYS[1])
