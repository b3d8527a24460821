import { describe, expect, it } from 'vitest'
import { AppError } from '../../server/platform/errors.ts'
import { rateLimiter } from '../../server/platform/rate-limit.ts'

const refusal = (promise: Promise<void>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('a rate limiter', () => {
  it('lets the budget through and says when to come back', async () => {
    const limiter = rateLimiter({ name: 'sign-in', points: 3, perSeconds: 60 })
    for (let take = 0; take < 3; take++) await limiter.take('ada')
    const error = await refusal(limiter.take('ada'))
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ kind: 'rate-limited', code: 'rate-limited' })
    const { retryAfterSeconds } = error as { retryAfterSeconds: number }
    expect(retryAfterSeconds).toBeGreaterThan(0)
    expect(retryAfterSeconds).toBeLessThanOrEqual(60)
  })

  it('keeps keys and names apart', async () => {
    const one = rateLimiter({ name: 'one', points: 1, perSeconds: 60 })
    const two = rateLimiter({ name: 'two', points: 1, perSeconds: 60 })
    await one.take('ada')
    await one.take('bo')
    await two.take('ada')
    expect(await refusal(one.take('ada'))).toBeInstanceOf(AppError)
  })

  it('takes several points at once and forgives', async () => {
    const limiter = rateLimiter({ name: 'bytes', points: 10, perSeconds: 60 })
    await limiter.take('ada', 8)
    expect(await refusal(limiter.take('ada', 8))).toBeInstanceOf(AppError)
    await limiter.forgive('ada')
    await limiter.take('ada', 8)
  })
})
