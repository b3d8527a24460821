import { afterEach, expect, test } from 'vitest'
import { learnClock } from '../../agent-console/desk/clock.ts'
import { leftOf } from '../../agent-console/softphone/pass-time.ts'

afterEach(() => learnClock(new Date().toUTCString()))

test.each([0, -90_000, 3_600_000])('a pass lasts as long on a computer whose clock is %i ms ahead', (aheadMs) => {
  const atDesk = Date.now() - aheadMs
  learnClock(new Date(atDesk).toUTCString())
  const left = leftOf({ kind: 'twilio', token: 't', identity: 'i', expiresAt: new Date(atDesk + 3_600_000).toISOString() })
  expect(Math.abs(left - 3_600_000)).toBeLessThan(3_000)
})
