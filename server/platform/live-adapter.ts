import { createAdapter } from '@socket.io/redis-streams-adapter'
import type { Redis } from 'ioredis'
import type { LiveOptions } from './live.ts'
import { connectRedis } from './redis.ts'

/** The adapter asks for these and looks at no answer: while Redis is away, each refusal would end the process as an unhandled rejection. */
const UNHEARD = ['publish', 'spublish', 'xadd'] as const

const quietly = (redis: Redis): Redis => {
  // The jobs say once that Redis is away; here it would be said at each try to connect again.
  redis.on('error', () => {})
  for (const name of UNHEARD) {
    const ask = (redis[name] as (...args: unknown[]) => Promise<unknown>).bind(redis)
    Object.assign(redis, { [name]: (...args: unknown[]) => ask(...args).catch(() => null) })
  }
  const duplicate = redis.duplicate.bind(redis)
  redis.duplicate = (options) => {
    const copy = duplicate(options)
    copy.on('error', () => {})
    return copy
  }
  return redis
}

/** Sockets over several processes. While Redis is away they stay local (DESIGN section 6). */
export const openLiveAdapter = (redisUrl: string): { adapter: NonNullable<LiveOptions['adapter']>; close(): void } => {
  const redis = quietly(connectRedis(redisUrl))
  return { adapter: createAdapter(redis) as never, close: () => redis.disconnect() }
}
