import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { padKeyOf } from '../../agent-console/phone-page/keypad.ts'
import { fictional, forPeople, toE164 } from '../../agent-console/phone-page/number.ts'
import { duration, languageName, saidOf } from '../../agent-console/phone-page/said.ts'
import { viewOf } from '../../agent-console/phone-page/view.ts'
import { fromSnapshot } from '../../server/platform/wire/live.ts'
import type { LineCall, LineCaption } from '../../server/sandbox/carrier/wire.ts'

describe('numbers', () => {
  it.each([
    ['+1 (202) 555-0168', '+12025550168'],
    ['0044 20 7946 0321', '+442079460321'],
    ['+49.30.1234567', '+49301234567'],
    ['202 555 0168', null],
    ['+0123456789', null],
    ['+1 202 555 01x8', null],
    ['', null],
    ['+12', null],
  ])('%s', (typed, expected) => {
    expect(toE164(typed)).toBe(expected)
  })
  it('as people write them are read again as they were', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2_000_000_000, max: 9_999_999_999 }), (digits) => {
        expect(toE164(forPeople(`+1${digits}`))).toBe(`+1${digits}`)
      }),
    )
    expect(forPeople('+442079460321')).toBe('+442079460321')
  })
  it('made up here belong to nobody, and are not the desk’s', () => {
    expect([fictional(0), fictional(0.999999)]).toEqual(['+12025550120', '+12025550199'])
  })
})

describe('keys of the keyboard', () => {
  const bare = { ctrlKey: false, metaKey: false, altKey: false }
  it.each([
    ['a digit', { key: '7', ...bare }, '7'],
    ['star, with whatever shift it needs', { key: '*', ...bare }, '*'],
    ['hash', { key: '#', ...bare }, '#'],
    ['a letter', { key: 'a', ...bare }, null],
    ['the browser’s own', { key: '1', ...bare, ctrlKey: true }, null],
  ])('%s', (_name, event, expected) => {
    expect(padKeyOf(event)).toBe(expected)
  })
})

const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 19, 12, 0, seconds)).toISOString()
const caption = (what: LineCaption['what'], text: string, seconds: number, sid = 'CA1'): LineCaption => ({
  sid,
  at: at(seconds),
  what,
  text,
  language: what === 'say' ? 'de-DE' : '',
  isNow: false,
  times: 1,
})

describe('what is said', () => {
  it.each([
    [0, '0:00'],
    [98_000, '1:38'],
    [3_729_000, '1:02:09'],
    [-5, '0:00'],
  ])('%i ms are %s', (ms, words) => {
    expect(duration(ms)).toBe(words)
  })
  it('stands in the order of its numbers, and keys pressed in a row stand together', () => {
    const captions = new Map([
      ['10', caption('keys', '1', 12)],
      ['2', caption('say', 'Nummer?', 3)],
      ['11', caption('keys', '8', 13)],
      ['12', caption('keys', '#', 13)],
      ['13', caption('say', 'Danke', 15)],
      ['14', caption('keys', '5', 20)],
    ])
    expect(saidOf(captions, Date.parse(at(0))).map(({ time, what, text }) => [time, what, text])).toEqual([
      ['0:03', 'say', 'Nummer?'],
      ['0:12', 'keys', '18#'],
      ['0:15', 'say', 'Danke'],
      ['0:20', 'keys', '5'],
    ])
  })
  it('names its language', () => {
    expect([languageName('de-DE'), languageName('en-US'), languageName('not a tag')]).toEqual(['German', 'English', 'not a tag'])
  })
})

describe('what a phone shows', () => {
  const call = (sid: string, state: LineCall['state'], seconds: number, direction: LineCall['direction'] = 'out'): LineCall => ({
    sid,
    direction,
    from: '+12025550168',
    to: '+12025550100',
    state,
    since: at(seconds),
    ended: '',
    isOnHold: false,
    isMuted: false,
    isSelfMuted: false,
    conference: null,
    gather: null,
    params: {},
  })
  const rows = (calls: LineCall[], captions: [string, LineCaption][] = []) =>
    fromSnapshot({
      topic: 'line:1',
      epoch: 'e',
      n: 1,
      rows: [
        ...calls.map((one) => ({ kind: 'call', id: one.sid, v: 1, row: one })),
        ...captions.map(([id, one]) => ({ kind: 'caption', id, v: 1, row: one })),
      ],
    })

  it.each<[string, LineCall[], string | undefined]>([
    ['nothing', [], undefined],
    ['the call that goes on rather than a newer one that rings', [call('CA1', 'live', 1), call('CA2', 'ringing', 5, 'in')], 'CA1'],
    ['the one that rings rather than the one that ended', [call('CA1', 'ended', 9), call('CA2', 'ringing', 5, 'in')], 'CA2'],
    ['of those that ended the last', [call('CA1', 'ended', 3), call('CA2', 'ended', 8)], 'CA2'],
  ])('%s', (_name, calls, sid) => {
    expect(viewOf(rows(calls)).call?.sid).toBe(sid)
  })
  it('is only what was said in that call, counted from its first word', () => {
    const view = viewOf(
      rows(
        [call('CA1', 'live', 1), call('CA0', 'ended', 0)],
        [
          ['1', caption('say', 'Alt', 0, 'CA0')],
          ['2', caption('event', 'Ringing', 10)],
          ['3', caption('say', 'Guten Tag', 13)],
        ],
      ),
    )
    expect(view.said.map(({ time, text }) => [time, text])).toEqual([
      ['0:00', 'Ringing'],
      ['0:03', 'Guten Tag'],
    ])
    expect(view.language).toBe('German')
  })
  it('knows which calls nobody here can take', () => {
    const calls = [call('CA1', 'live', 1), call('CA2', 'ringing', 5, 'in'), call('CA3', 'ended', 5, 'in')]
    expect(viewOf(rows(calls)).unwanted).toEqual(['CA2'])
  })
})
