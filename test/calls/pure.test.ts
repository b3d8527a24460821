import { describe, expect, it } from 'vitest'
import { callerNumber } from '../../server/calls/arrive.ts'
import { startCall } from '../../server/calls/call.ts'
import type { CallChange } from '../../server/calls/entries.ts'
import { foldCall } from '../../server/calls/fold-call.ts'
import { identityOf } from '../../server/calls/parties/dial-in.ts'
import { next } from '../../server/calls/rules.ts'
import { estimateWait } from '../../server/calls/waiting/estimate.ts'
import { sayPlace } from '../../server/calls/waiting/wait.ts'
import { waitingSound } from '../../server/calls/waiting/waiting-sound.ts'
import { maskCards, maskCardsInHtml } from '../../server/platform/wire/mask-cards.ts'

describe('who calls', () => {
  it.each([
    ['+12025550168', '+12025550168'],
    [' +12025550168 ', '+12025550168'],
    ['+266696687', null],
    ['+7378742833', null],
    ['anonymous', null],
    ['Restricted', null],
    ['unknown', null],
    ['', null],
    ['sip:alice@example.com', null],
    ['client:alice', null],
    ['2025550168', null],
    ['+0202555', null],
  ])('%s is %s', (from, number) => expect(callerNumber(from)).toBe(number))
})

describe('the name of a softphone', () => {
  it.each([
    ['user_a-7', 'user_a_7'],
    ['a'.repeat(121), 'a'.repeat(121)],
    [`${'ä'.repeat(121)}b`, '_'.repeat(121)],
  ])('of %s is one that the carrier takes', (userId, name) => expect(identityOf(userId)).toBe(name))
})

describe('card numbers', () => {
  it.each([
    ['4111111111111111', '••••••••••••1111'],
    ['my card is 4111 1111 1111 1111, thanks', 'my card is •••• •••• •••• 1111, thanks'],
    ['3782-822463-10005', '••••-••••••-•0005'],
    ['4111 1111 1111 1111 12/27 123', '•••• •••• •••• 1111 12/27 123'],
    ['card 4111 1111 1111 1111 737', 'card •••• •••• •••• 1111 737'],
    ['12 4111.1111.1111.1111', '12 ••••.••••.••••.1111'],
    ['Visa/4111111111111111', 'Visa/••••••••••••1111'],
    ['4111111111111111 or 5500005555555559', '••••••••••••1111 or ••••••••••••5559'],
    ['+4111111111111111', '+••••••••••••1111'],
    // Such a check digit by chance: a telephone number, and an address.
    ['+4111111111111', '+4111111111111'],
    ['see https://parcel.example/4111111111111111 now', 'see https://parcel.example/4111111111111111 now'],
    // Not a card: the check digit is wrong.
    ['4111111111111112', '4111111111111112'],
    ['order 20718', 'order 20718'],
    ['IMEI 356938035643809', 'IMEI 356938035643809'],
    ['+12025550168', '+12025550168'],
  ])('%s → %s', (text, masked) => expect(maskCards(text)).toBe(masked))
})

it('masks card numbers in what HTML says, and leaves its addresses', () => {
  expect(maskCardsInHtml('<p title="4111111111111111">4111 1111 1111 1111<br>5500005555555559')).toBe(
    '<p title="4111111111111111">•••• •••• •••• 1111<br>••••••••••••5559',
  )
})

it.each([
  ['a mail of signs that begin no tag', maskCardsInHtml, '<'.repeat(2_000_000), (masked: string) => masked === '<'.repeat(2_000_000)],
  ['a mail of single digits', maskCards, '4 '.repeat(1_000_000), (masked: string) => masked.length === 2_000_000],
  ['a mail of cards', maskCards, '4111111111111111 '.repeat(100_000), (masked: string) => masked === '••••••••••••1111 '.repeat(100_000)],
] as const)('reads %s once, however long it is', (_what, mask, text, isRight) => expect(isRight(mask(text))).toBe(true))

describe('how long it takes', () => {
  const minutes = (...list: number[]): number[] => list.map((one) => one * 60_000)
  it.each([
    [
      { position: 1, agents: 2, handledMs: minutes(4, 4, 4, 4) },
      { fromMinutes: 2, toMinutes: 3 },
    ],
    [
      { position: 4, agents: 2, handledMs: minutes(2, 4, 6, 8) },
      { fromMinutes: 8, toMinutes: 16 },
    ],
    [{ position: 1, agents: 0, handledMs: minutes(4, 4, 4) }, null],
    [{ position: 1, agents: 1, handledMs: minutes(4, 4) }, null],
  ])('%j → %j', (given, estimate) => expect(estimateWait(given)).toEqual(estimate))

  it('is said as a range, in the caller’s language', () => {
    const place = { position: 2, waiting: 3, estimate: { fromMinutes: 2, toMinutes: 4 } }
    expect(sayPlace('en', place)).toEqual({
      says: 'You are number 2 in line. We expect it to take 2 to 4 minutes. Please stay on the line.',
      locale: 'en-US',
    })
    expect(sayPlace('de', { ...place, position: 1, estimate: null }).says).toBe(
      'Sie sind als Nächstes an der Reihe. Bitte bleiben Sie am Apparat.',
    )
    expect(sayPlace('xx', null).says).toBe('Please stay on the line.')
  })
})

describe('the music of the queue', () => {
  it('is a sound file, and audible', () => {
    const sound = waitingSound()
    expect(sound.subarray(0, 4).toString()).toBe('RIFF')
    expect(sound.readUInt32LE(40)).toBe(sound.length - 44)
    let loudest = 0
    for (let at = 44; at < sound.length; at += 2) loudest = Math.max(loudest, Math.abs(sound.readInt16LE(at)))
    expect(loudest).toBeGreaterThan(5_000)
    expect(loudest).toBeLessThan(32_000)
  })
})

describe('what a caller was told of the wait', () => {
  const AT = Date.parse('2026-11-26T10:00:00.000Z')
  const terms = { flow: '', isRecorded: false }
  const lineAt = (seconds: number): string => new Date(AT + seconds * 1000).toISOString()
  const agent = { role: 'agent', agentId: 'ida', way: 'softphone', mode: null, dialBy: null } as const
  const told = (...lines: [number, CallChange][]) =>
    lines.reduce(
      (call, [seconds, change], nth) =>
        foldCall(call, { id: `${nth}`, stream: 'call:c', seq: nth + 1, at: new Date(AT + seconds * 1000), by: 'x', change }),
      startCall('c'),
    )
  const book = {
    isPaused: () => false,
    begunAt: () => 0,
    wrapUpSeconds: () => 60,
    needsDisposition: () => false,
    isFree: () => true,
    queueOf: () => 'q',
  }
  const waits: [number, CallChange][] = [
    [0, { type: 'call.arrived', carrier: 'x', carrierId: 'CA1', ourNumber: '', interactionId: 'i', confidence: 'unknown', terms }],
    [0, { type: 'call.queued', ask: 1, queueId: 'q', skills: {}, priority: 'normal' }],
    [0, { type: 'call.estimated', position: 3, fromMinutes: 5, toMinutes: 9 }],
    [300, { type: 'call.estimated', position: 1, fromMinutes: 1, toMinutes: 2 }],
  ]
  const comes: [number, CallChange][] = [
    [390, { type: 'call.accepted', workId: 'w', agentId: 'ida', joinBy: lineAt(398) }],
    [391, { type: 'call.leg-added', legId: 'l2', ...agent }],
    [391, { type: 'call.leg-entered', legId: 'l2', carrierId: 'CA2' }],
    [392, { type: 'call.leg-moved', legId: 'l2', carrierId: 'CA2', conferenceId: 'CF', isIn: true, reportedAt: lineAt(392) }],
    [392, { type: 'call.stepped', legId: 'l1', step: 2, place: 'conference' }],
  ]
  it('is compared with the wait from when it was told', () => {
    const answered = next(told(...waits, ...comes), AT + 392_000, book)
    expect(answered).toMatchObject({
      type: 'call.answered',
      waitedMs: 392_000,
      told: { fromMinutes: 1, toMinutes: 2, waitedMs: 92_000 },
    })
    expect(told(...waits, ...comes, [392, answered as CallChange]).told).toEqual({ fromMinutes: 1, toMinutes: 2, waitedMs: 92_000 })
  })
  it('is nothing for who was told no time', () => {
    const silent: [number, CallChange] = [310, { type: 'call.estimated', position: 1, fromMinutes: null, toMinutes: null }]
    expect(next(told(...waits, silent, ...comes), AT + 392_000, book)).toMatchObject({ type: 'call.answered', told: null })
  })
})
