import { describe, expect, it } from 'vitest'
import { troubleWords } from '../../agent-console/timeline/trouble-words.ts'
import { announcement, countdown } from '../../agent-console/words/countdown.ts'
import { foldQuotes, lineCount } from '../../agent-console/words/fold-quotes.ts'
import { languageName } from '../../agent-console/words/language-name.ts'
import { linked } from '../../agent-console/words/linked.ts'
import { dispositionWords, firstName, initials } from '../../agent-console/words/names.ts'
import { phoneWords, withPhoneWords } from '../../agent-console/words/phone-words.ts'
import { size } from '../../agent-console/words/size.ts'
import { age, dayName, lasting, stamp, waited } from '../../agent-console/words/time.ts'
import { withMentions } from '../../agent-console/words/with-mentions.ts'

// Local time, as the screen shows it: no zone in the text means the reader's own.
const at = (text: string): string => new Date(text).toISOString()
const now = new Date('2026-11-23T14:40:00').getTime()

describe('times', () => {
  it.each([
    ['today', '2026-11-23T14:31:00', '14:31'],
    ['yesterday', '2026-11-22T09:12:00', 'Sun 09:12'],
    ['six days ago', '2026-11-17T09:12:00', 'Tue 09:12'],
    ['a week ago', '2026-11-16T09:12:00', '16 Nov'],
    ['last year', '2025-11-16T09:12:00', '16 Nov 2025'],
    ['in two days', '2026-11-25T09:00:00', 'Wed 09:00'],
  ])('stamps %s', (_name, when, expected) => expect(stamp(at(when), now)).toBe(expected))

  it.each([
    [30_000, 'now'],
    [2 * 60_000, '2 min'],
    [60 * 60_000, '1 h'],
    [3 * 86_400_000, '3 d'],
    [8 * 86_400_000, '15 Nov'],
  ])('tells an age of %i ms', (ms, expected) => expect(age(new Date(now - ms).toISOString(), now)).toBe(expected))

  it.each([
    [0, 'under a minute', '0:00'],
    [72_000, '1 min', '1:12'],
    [72 * 60_000, '1 h 12', '1 h 12'],
    [51 * 3_600_000, '2 d 3 h', '2 d 3 h'],
    [-5000, 'under a minute', '0:00'],
    [60_000, '1 min', '1:00'],
  ])('tells how long %i ms last', (ms, expected, wait) => {
    expect(lasting(ms)).toBe(expected)
    expect(waited(ms)).toBe(wait)
  })

  it('names a day', () => expect(dayName(at('2026-11-19T09:12:00'))).toBe('Thursday 19 November'))
})

describe('a phone number', () => {
  it.each([
    ['+12025550168', '+1 202 555 0168'],
    ['+442079460958', '+44 20 7946 0958'],
    ['+351210000000', '+351 21 000 0000'],
    ['marta@rivet.example', 'marta@rivet.example'],
    ['Marta Okonjo', 'Marta Okonjo'],
    ['+0', '+0'],
    ['', ''],
  ])('is read in groups: %s', (address, words) => expect(phoneWords(address)).toBe(words))

  it('is read in groups within a title too', () => {
    expect(withPhoneWords('Call from +12025550168: Orders')).toBe('Call from +1 202 555 0168: Orders')
    expect(withPhoneWords('Call to Nadia Frost (+442079460958)')).toBe('Call to Nadia Frost (+44 20 7946 0958)')
    expect(withPhoneWords('Order 20718 +2 pumps, case 1+1000000')).toBe('Order 20718 +2 pumps, case 1+1000000')
  })
})

describe('a language', () => {
  it.each([
    ['sv', 'Swedish'],
    ['', ''],
    ['not a language', 'not a language'],
  ])('is told in words: %s', (code, words) => expect(languageName(code)).toBe(words))
})

describe('a countdown', () => {
  it.each([
    [20_000, { seconds: 20, share: 1, isClosing: false, isOver: false }],
    [10_001, { seconds: 11, share: 0.50005, isClosing: false, isOver: false }],
    [4_200, { seconds: 5, share: 0.21, isClosing: true, isOver: false }],
    [0, { seconds: 0, share: 0, isClosing: true, isOver: true }],
    [-900, { seconds: 0, share: 0, isClosing: true, isOver: true }],
  ])('with %i ms left', (left, expected) => expect(countdown(1_000_000 + left, 20_000, 1_000_000)).toEqual(expected))

  it('is spoken three times only', () => {
    const spoken = Array.from({ length: 31 }, (_, left) => announcement(left)).filter(Boolean)
    expect(spoken).toEqual(['5 seconds left', '10 seconds left', '20 seconds left'])
  })
})

describe('quotes', () => {
  it.each([
    ['nothing to fold', 'Hello\n\nTomas', 'Hello\n\nTomas', ''],
    [
      'a quoted tail with its introduction',
      'Yes.\n\nOn Mon, Ines wrote:\n> Does it fit?\n> Ines',
      'Yes.',
      'On Mon, Ines wrote:\n> Does it fit?\n> Ines',
    ],
    ['a signature', 'Yes.\n-- \nTomas\nHarbour Street', 'Yes.', '-- \nTomas\nHarbour Street'],
    ['an answer below each quote stays whole', '> Does it fit?\nYes.\n> Really?\nYes.', '> Does it fit?\nYes.\n> Really?\nYes.', ''],
    ['only a quote is shown as it is', '> Does it fit?', '> Does it fit?', ''],
  ])('%s', (_name, text, expected, rest) => expect(foldQuotes(text)).toEqual({ said: expected, rest }))

  it('counts lines that say something', () => expect(lineCount('a\n\nb\n')).toBe(2))
})

describe('links in plain text', () => {
  it.each([
    ['See https://larkfield.example/a?b=1.', ['https://larkfield.example/a?b=1']],
    ['(mailto:ines@larkfield.example)', ['mailto:ines@larkfield.example']],
    ['javascript:alert(1) data:text/html,x vbscript:x', []],
    ['https://', []],
    ['<a href="https://evil.example/">x</a>', ['https://evil.example/']],
  ])('finds in %s', (text, expected) => {
    const parts = linked(text)
    expect(parts.flatMap((part) => ('href' in part ? part.href : []))).toEqual(expected)
    expect(parts.map((part) => part.text).join('')).toBe(text)
  })
})

it.each<[string, string[]]>([
  ['Call me on +1 (202) 555-0168 after six.', ['+12025550168']],
  ['+44 20 7946 0958, or +4930123456', ['+442079460958', '+4930123456']],
  ['Order LF-20718 of 2026-11-20, 1+1=2, +12, a+12025550168', []],
  ['+1202555016812345678', []],
])('finds the numbers in %s', (text, expected) => {
  const parts = linked(text)
  expect(parts.flatMap((part) => ('number' in part ? part.number : []))).toEqual(expected)
  expect(parts.map((part) => part.text).join('')).toBe(text)
})

it.each<[string, string, string | undefined, string[]]>([
  ['the United States', 'On (202) 555-0168, or 202-555-0142, after 6.', 'US', ['+12025550168', '+12025550142']],
  ['the United Kingdom', 'London: 020 7946 0321.', 'GB', ['+442079460321']],
  ['Germany', '030 23125555 oder +49 30 23125556', 'DE', ['+493023125555', '+493023125556']],
  ['a desk without a phone', 'On (202) 555-0168', undefined, []],
  ['what is no number', 'Order 2025550168, 2026-11-28, #202-555-0168, 4111 1111 1111 1111, A-202-555-0168', 'US', []],
  ['days of Germany', '01.11.2026 und 28.11.2026', 'DE', []],
  ['a number of more digits', '202-555-0168-12, 1 202-555-01681', 'US', []],
])('finds the numbers of %s without their country', (_name, text, home, expected) => {
  const parts = linked(text, home)
  expect(parts.flatMap((part) => ('number' in part ? part.number : []))).toEqual(expected)
  expect(parts.map((part) => part.text).join('')).toBe(text)
})

it('shortens names, sizes and codes', () => {
  expect([initials('Marta Okonjo'), initials('Étienne'), initials(' '), initials('+1 202 555 0199'), firstName('Bo Lindqvist')]).toEqual([
    'MO',
    'É',
    '?',
    '+',
    'Bo',
  ])
  expect(firstName('+1 202 555 0199')).toBe('+1 202 555 0199')
  expect([size(70), size(88_400), size(4_100_000)]).toEqual(['70 B', '88 KB', '4.1 MB'])
  expect(dispositionWords('no-answer_needed')).toBe('No answer needed')
})

it('marks the longest name that is called', () => {
  const parts = withMentions('@Ana Berg and @Ana, look', ['Ana', 'Ana Berg'])
  expect(parts.filter(({ isMention }) => isMention).map(({ text }) => text)).toEqual(['@Ana Berg', '@Ana'])
  expect(parts.map(({ text }) => text).join('')).toBe('@Ana Berg and @Ana, look')
})

describe('the line under a message that did not go out', () => {
  it.each([
    ['failed', 'Not delivered: there is no mailbox a@b.example.', 'Not delivered: there is no mailbox a@b.example.'],
    ['bounced', 'Not delivered: it said: “No”', 'Not delivered: it said: “No”'],
    ['failed', 'Not sent: the desk has no mailbox. Set MAILBOXES.', 'Not sent: the desk has no mailbox. Set MAILBOXES.'],
    ['failed', 'the number takes no texts', 'Not delivered: the number takes no texts.'],
    ['failed', '', 'Not delivered: no reason was given.'],
    ['pending', 'Not sent yet: our mail server cannot be reached.', 'Not sent yet: our mail server cannot be reached.'],
    ['pending', 'Sending is paused.', 'Not sent yet: Sending is paused.'],
    ['unknown', 'the desk was restarted', 'May not have gone out: the desk was restarted.'],
    ['unknown', '', 'May not have gone out: the connection broke while it was sent.'],
  ] as const)('%s, “%s”: is said once', (state, reason, words) => expect(troubleWords({ state, reason })).toBe(words))
})
