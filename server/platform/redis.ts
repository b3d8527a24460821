import { Redis, type RedisOptions } from 'ioredis'

/** Host or socket of a Redis address: `redis://`, `rediss://` or `redis+unix:///path/to.sock`. */
const addressed = (url: string): { path: string } | string => (url.startsWith('redis+unix://') ? { path: new URL(url).pathname } : url)

/**
 * One connection to Redis. It reconnects for ever; a command fails at once while Redis is away, because nothing may wait for it
 * (DESIGN section 6). BullMQ's blocking connections need `maxRetriesPerRequest: null` instead.
 */
export const connectRedis = (url: string, options: RedisOptions = {}): Redis => {
  const given: RedisOptions = {
    maxRetriesPerRequest: 1,
    enableOfflineQueue: true,
    retryStrategy: (times) => Math.min(times * 100, 2_000),
    ...options,
  }
  const to = addressed(url)
  return typeof to === 'string' ? new Redis(to, given) : new Redis({ ...given, ...to })
}
