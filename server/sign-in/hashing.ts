import argon2 from 'argon2'
import { AppError } from '../platform/errors.ts'
import { newSecret } from '../platform/ids.ts'

/** OWASP's password storage cheat sheet: 19 MiB, two passes, one lane. */
const options = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
const AT_ONCE = 4
const WAITING = 200

/** Runs at most `atOnce` tasks at a time; refuses when too many wait, because nobody waits that long. */
export const createGate = (atOnce: number, mayWait: number) => {
  const waiting: (() => void)[] = []
  let running = 0
  return async <T>(task: () => Promise<T>): Promise<T> => {
    if (running >= atOnce) {
      if (waiting.length >= mayWait) throw new AppError('busy', 'unavailable', 'Too many people are signing in. Try again.')
      // Whoever ends hands its place over, so `running` stays as it is.
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running += 1
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}

/** argon2id off the main loop, a few at once (SECURITY W3). */
export const createHashing = () => {
  const gate = createGate(AT_ONCE, WAITING)
  let dummy: Promise<string> | undefined
  const hash = (password: string): Promise<string> => gate(() => argon2.hash(password, options))
  return {
    hash,
    /** `stored` null: as much work for an account without a password, and never true. */
    verify: async (stored: string | null, password: string): Promise<boolean> => {
      dummy ??= hash(newSecret())
      const against = stored ?? (await dummy)
      const isRight = await gate(() => argon2.verify(against, password))
      return stored !== null && isRight
    },
    /** Makes the hash that unknown accounts are compared with, so that the first of them takes no longer than the next. */
    warm: async (): Promise<void> => {
      dummy ??= hash(newSecret())
      await dummy
    },
  }
}
export type Hashing = ReturnType<typeof createHashing>
