import { describe, expect, it } from 'vitest'
import { spansOf } from '../../server/staff/presence-spans.ts'

const at = (time: string): Date => new Date(`2026-11-26T${time}:00.000Z`)
const entry = (time: string, presence: 'available' | 'away' | 'offline' | 'not-responding', why: 'own' | 'forced' = 'own') => ({
  at: at(time),
  by: why === 'own' ? 'bo' : 'ruth',
  change: { type: 'agent.presence-set' as const, presence, why },
})

describe('stretches of presence', () => {
  const cases: [string, ReturnType<typeof entry>[], string[]][] = [
    ['are none of who was never there', [], []],
    ['begin with the moment asked from, when something held already', [entry('05:00', 'available')], ['08:00 available own']],
    ['end when another begins', [entry('08:30', 'available'), entry('09:00', 'away')], ['08:30–09:00 available own', '09:00 away own']],
    ['go on when the same is said again', [entry('08:30', 'available'), entry('08:40', 'available')], ['08:30 available own']],
    [
      'say who did it',
      [entry('05:00', 'available'), entry('09:00', 'away', 'forced'), entry('09:05', 'offline')],
      ['08:00–09:00 available own', '09:00–09:05 away forced', '09:05 offline own'],
    ],
    ['leave out what lies ahead', [entry('08:30', 'available'), entry('11:00', 'away')], ['08:30 available own']],
  ]
  it.each(cases)('%s', (_name, entries, expected) => {
    const said = spansOf(entries, at('08:00'), at('10:00')).map(
      ({ from, to, presence, why }) => `${from.slice(11, 16)}${to ? `–${to.slice(11, 16)}` : ''} ${presence} ${why}`,
    )
    expect(said).toEqual(expected)
  })
})
