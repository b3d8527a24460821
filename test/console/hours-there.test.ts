import { describe, expect, it } from 'vitest'
import { arrangedWords, outcomeOf } from '../../agent-console/calls/call-words.ts'
import { isCallingHour, nextCallingHour, timeThere } from '../../agent-console/calls/hours-there.ts'

const hours = (...zones: string[]) => ({ number: '+12025550127', zones, from: 8, to: 20, refusal: null })
const at = Date.parse('2026-11-27T11:30:00Z')

describe('the hour where the customer is', () => {
  it.each<[string, string[], string]>([
    ['is not said where it is as here', ['Europe/Berlin'], ''],
    ['is said where it is another', ['America/New_York'], '06:30'],
    ['is said with its day where that is another', ['Pacific/Auckland'], 'Sat 00:30'],
    ['is each that it may be', ['America/New_York', 'America/Los_Angeles'], '06:30 or 03:30'],
    ['is none of a number that stands nowhere', [], ''],
  ])('%s', (_what, zones, words) => expect(timeThere({ zones }, at, 'Europe/Berlin')).toBe(words))

  it('is one for calling only where it is in all zones, and the next such hour is found', () => {
    expect([isCallingHour(hours('Europe/Berlin'), at), isCallingHour(hours('Europe/Berlin', 'America/New_York'), at)]).toEqual([
      true,
      false,
    ])
    expect(isCallingHour(hours(), at)).toBe(true)
    expect(nextCallingHour(hours('Europe/Berlin', 'America/New_York'), at)).toBe(Date.parse('2026-11-27T13:00:00Z'))
    expect(nextCallingHour(hours('Pacific/Auckland', 'Europe/Berlin'), at)).toBe(null)
  })
})

describe('a call that was arranged', () => {
  const arranged = (state: 'waiting' | 'cancelled' | 'expired', forAgentId: string | null = null, refusedFor: string | null = null) => ({
    outcome: 'callback' as const,
    callback: {
      state,
      attempts: 0,
      dueAt: null,
      heldFor: null,
      notBy: null,
      refusedFor,
      arranged: { by: 'ines', at: '2026-11-27T14:00:00Z', forAgentId, note: '' },
      expiresAt: '2026-11-29T14:00:00Z',
    },
  })
  it('says who calls, and how it ended', () => {
    const words = (forAgentId: string | null) => arrangedWords(arranged('waiting', forAgentId), (id) => (id === 'ines' ? 'you' : id), at)
    expect(words('ines')).toMatch(/^To be called today \d\d:\d\d by you, or else by whoever is free\. Arranged by you\.$/)
    expect(words(null)).toMatch(/ by whoever is free\. Arranged by you\.$/)
    expect([arranged('cancelled'), arranged('expired'), arranged('cancelled', null, 'do-not-call')].map(outcomeOf)).toEqual([
      'Arranged call cancelled',
      'Not reached',
      'Not called, because they may not be called',
    ])
  })
})
