import type { Redis } from 'ioredis'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import { AppError } from './errors.ts'

/** What a door throws when somebody knocks too often. `retryAfterSeconds` is whole and at least 1. */
export type RateLimitedError = AppError & { readonly kind: 'rate-limited'; readonly retryAfterSeconds: number }

export interface RateLimiter {
  /** Spends `points` (1 unless told) of the key's budget. Throws RateLimitedError. */
  take(key: string, points?: number): Promise<void>
  /** Gives the key its whole budget back, as after a good sign-in. */
  forgive(key: string): Promise<void>
}

export interface RateLimit {
  /** Budgets of different names never touch. */
  name: string
  points: number
  perSeconds: number
  /** Counts across processes; if it fails, each process counts alone, so a lost Redis neither opens nor shuts a door. */
  redis?: Redis | undefined
}

const rateLimited = (retryAfterSeconds: number): RateLimitedError =>
  Object.assign(new AppError('rate-limited', 'rate-limited', `Too many requests. Try again in ${retryAfterSeconds} s.`), {
    kind: 'rate-limited' as const,
    retryAfterSeconds,
  })

/** A budget of `points` in each window of `perSeconds`, for each key apart. */
export const rateLimiter = ({ name, points, perSeconds, redis }: RateLimit): RateLimiter => {
  const options = { keyPrefix: `rate:${name}`, points, duration: perSeconds }
  const alone = new RateLimiterMemory(options)
  const limiter = redis ? new RateLimiterRedis({ ...options, storeClient: redis, insuranceLimiter: alone }) : alone
  return {
    take: async (key, spent = 1) => {
      try {
        await limiter.consume(key, spent)
      } catch (refused) {
        if (refused instanceof RateLimiterRes) throw rateLimited(Math.max(1, Math.ceil(refused.msBeforeNext / 1000)))
        throw refused
      }
    },
    forgive: async (key) => void (await limiter.delete(key)),
  }
}
