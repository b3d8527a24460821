import { describe, expect, it } from 'vitest'
import { noticeUtterances, type RuleVerdict, ruleFor } from '../../server/calls/waiting/queue-rules.ts'
import type { Notice, Queue } from '../../server/queues/index.ts'

const notice = (mode: Notice['mode'], texts: Notice['texts'] = {}): Notice => ({
  mode,
  texts,
  since: '2026-11-26T08:00:00.000Z',
  by: 'ruth',
})
type Rules = Pick<Queue, 'notice' | 'whenNobody' | 'maxWait'>
const open: Rules = { notice: null, whenNobody: 'wait', maxWait: null }
const there = { isFirst: true, waitedMs: 0, signedIn: 2 }
const MINUTE = 60_000

describe('what becomes of a caller who would wait', () => {
  const message = notice('message')
  const closed = notice('closed')
  const cases: [string, Partial<Rules>, Partial<typeof there>, RuleVerdict][] = [
    ['waits where nothing is said', {}, {}, { do: 'wait', says: null }],
    ['hears a message first', { notice: message }, {}, { do: 'wait', says: message }],
    ['hears it once', { notice: message }, { isFirst: false }, { do: 'wait', says: null }],
    ['is turned away when it is closed', { notice: closed }, {}, { do: 'instead', what: 'message', why: 'closed', notice: closed }],
    [
      'is turned away when it closes meanwhile',
      { notice: closed },
      { isFirst: false, waitedMs: MINUTE },
      { do: 'instead', what: 'message', why: 'closed', notice: closed },
    ],
    ['waits for nobody, if that is the rule', {}, { signedIn: 0 }, { do: 'wait', says: null }],
    [
      'speaks to the machine when nobody is there',
      { whenNobody: 'voicemail' },
      { signedIn: 0 },
      { do: 'instead', what: 'voicemail', why: 'nobody', notice: null },
    ],
    ['waits when somebody is', { whenNobody: 'voicemail' }, { signedIn: 1 }, { do: 'wait', says: null }],
    [
      'hears of the emergency before all else',
      { notice: closed, whenNobody: 'callback', maxWait: { minutes: 1, instead: 'voicemail' } },
      { signedIn: 0, waitedMs: 10 * MINUTE },
      { do: 'instead', what: 'message', why: 'closed', notice: closed },
    ],
    [
      'waits a moment less than the longest wait',
      { maxWait: { minutes: 2, instead: 'callback' } },
      { isFirst: false, waitedMs: 2 * MINUTE - 1 },
      { do: 'wait', says: null },
    ],
    [
      'and no longer',
      { maxWait: { minutes: 2, instead: 'callback' } },
      { isFirst: false, waitedMs: 2 * MINUTE },
      { do: 'instead', what: 'callback', why: 'too-long', notice: null },
    ],
  ]
  it.each(cases)('%s', (_name, rules, now, verdict) => {
    expect(ruleFor({ ...open, ...rules }, { ...there, ...now })).toEqual(verdict)
  })
})

describe('a notice in words', () => {
  const prepared = { message: { en: 'There is a fault.', de: 'Es gibt eine Störung.' }, closed: { en: 'We are closed.' } }
  const locales = { en: 'en-GB', de: 'de-DE' }
  const says = (one: Pick<Notice, 'mode' | 'texts'>, given: Parameters<typeof noticeUtterances>[2]): string[] =>
    noticeUtterances(one, prepared, given).map((said) => (said.do === 'say' ? `${said.language}: ${said.text}` : said.do))
  const cases: [string, Pick<Notice, 'mode' | 'texts'>, Parameters<typeof noticeUtterances>[2], string[]][] = [
    [
      'is the prepared one, in the caller’s language',
      { mode: 'message', texts: {} },
      { locales, spoken: 'de' },
      ['de-DE: Es gibt eine Störung.'],
    ],
    ['is what was given with it', { mode: 'message', texts: { de: 'Brand.' } }, { locales, spoken: 'de' }, ['de-DE: Brand.']],
    [
      'comes in every language before one was chosen',
      { mode: 'message', texts: { de: 'Brand.' } },
      { locales, spoken: null },
      ['en-GB: There is a fault.', 'de-DE: Brand.'],
    ],
    [
      'comes in another language rather than not at all',
      { mode: 'closed', texts: {} },
      { locales, spoken: 'de' },
      ['en-GB: We are closed.'],
    ],
    ['is spoken without any menu, too', { mode: 'closed', texts: {} }, { locales: {}, spoken: null }, ['en: We are closed.']],
    [
      'leaves an empty text to the other language',
      { mode: 'closed', texts: { en: '', de: 'Zu.' } },
      { locales, spoken: 'en' },
      ['de-DE: Zu.'],
    ],
  ]
  it.each(cases)('%s', (_name, one, given, heard) => expect(says(one, given)).toEqual(heard))
})
