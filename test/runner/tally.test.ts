import { describe, expect, it } from 'vitest'
import { addUp, closingLine } from '../setup/tally.ts'

const none = { passed: 0, failed: 0, skipped: 0, skips: [] }

describe('the closing line of a run', () => {
  it('sums over all runs', () => {
    const sum = addUp(
      [
        { ...none, passed: 3, failed: 1 },
        { ...none, passed: 4, skipped: 2 },
      ],
      [{ ok: true }],
    )
    expect(closingLine(sum)).toBe('7 passed, 1 failed, 2 skipped')
  })

  it('counts a check that failed as one failure, and one that passed as nothing', () => {
    expect(closingLine(addUp([{ ...none, passed: 3 }], [{ ok: true }, { ok: false }]))).toBe('3 passed, 1 failed, 0 skipped')
  })
})
