import { expect, test } from 'vitest'
import { inSlices } from '../../server/platform/in-slices.ts'

function* counting(to: number, tick: () => void): Generator<void, number> {
  for (let n = 0; n < to; n++) {
    tick()
    yield
  }
  return to
}

test('a long computation lets others have their turn every few milliseconds', async () => {
  let now = 0
  let isOver = false
  const turns: number[] = []
  const look = (): void => {
    turns.push(now)
    if (!isOver) setImmediate(look)
  }
  setImmediate(look)
  const result = await inSlices(
    counting(100, () => {
      now += 1
    }),
    { longestMs: 1000, now: () => now },
  )
  isOver = true
  expect(result).toBe(100)
  const gaps = turns.slice(1).map((at, n) => at - (turns[n] ?? 0))
  expect(turns.length).toBeGreaterThan(10)
  expect(Math.max(...gaps)).toBeLessThanOrEqual(16)
})

test('one that takes too long ends with words', async () => {
  let now = 0
  const slow = counting(1_000_000, () => {
    now += 100
  })
  await expect(inSlices(slow, { longestMs: 5000, now: () => now })).rejects.toMatchObject({ code: 'takes-too-long', kind: 'unavailable' })
})
