import { describe, expect, test } from 'vitest'
import { isQuiet, mayTell } from '../../agent-console/frame/may-tell.ts'

const at = (time: string): Date => new Date(`2026-11-27T${time}:00`)

describe('quiet hours', () => {
  const night = { from: '20:00', to: '07:00' }
  const noon = { from: '12:00', to: '13:00' }
  test.each([
    ['before the night', night, '19:59', false],
    ['as it begins', night, '20:00', true],
    ['after midnight', night, '03:30', true],
    ['as it ends', night, '07:00', false],
    ['at noon', noon, '12:30', true],
    ['after noon', noon, '13:00', false],
    ['between equal times, which are none', { from: '08:00', to: '08:00' }, '08:00', false],
  ])('%s', (_what, hours, time, expected) => expect(isQuiet(hours, at(time))).toBe(expected))
})

describe('the system tells', () => {
  const on = { hasNotices: true }
  test.each([
    ['nothing that was not asked for', 'offer', { hasNotices: false }, 'available', false],
    ['an offer', 'offer', on, 'available', true],
    ['somebody who does not answer, too', 'mention', on, 'not-responding', true],
    ['nothing of a kind that is off', 'mention', { ...on, noticesOff: ['mention'] as const }, 'available', false],
    ['what is of another kind', 'help', { ...on, noticesOff: ['mention'] as const }, 'available', true],
    ['nobody who is away', 'mention', on, 'away', false],
    ['who is away and called for help', 'help', on, 'away', true],
    ['nothing in quiet hours', 'help', { ...on, quietHours: { from: '09:00', to: '11:00' } }, 'available', false],
    ['what comes after them', 'help', { ...on, quietHours: { from: '08:00', to: '09:00' } }, 'available', true],
  ] as const)('%s', (_what, kind, settings, presence, expected) => expect(mayTell(kind, settings, presence, at('10:00'))).toBe(expected))
})
