import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { changedOf } from '../../agent-console/desk/changed-of.ts'
import { DeskError, messageOf } from '../../agent-console/desk/desk-error.ts'
import { doerOf, tellAudit } from '../../agent-console/settings/audit-words.ts'
import { type Given, give, readGiven } from '../../agent-console/settings/given.ts'
import { draftOf, type HoursDraft, readDraft, readSpans } from '../../agent-console/settings/hours-draft.ts'
import { weekLines } from '../../agent-console/settings/hours-words.ts'
import { dayBounds } from '../../agent-console/settings/replay-words.ts'
import { stepWords } from '../../agent-console/settings/softening-words.ts'
import type { AuditEntry } from '../../server/staff/wire.ts'

describe('what is saved of a form', () => {
  const stored = { name: 'Returns', teams: ['a'], overflow: null as null | { queueId: string } }
  const cases: [string, Partial<typeof stored>, Partial<typeof stored>][] = [
    ['is nothing when nothing was touched', {}, {}],
    ['is nothing when it is as it was', { name: 'Returns', teams: ['a'] }, {}],
    ['is what differs, and no more', { name: 'Returns', teams: ['a', 'b'] }, { teams: ['a', 'b'] }],
    ['is a rule that was taken away', { overflow: null }, {}],
    ['is a rule that was added', { overflow: { queueId: 'q' } }, { overflow: { queueId: 'q' } }],
  ]
  for (const [what, next, changed] of cases) test(what, () => expect(changedOf(stored, next)).toEqual(changed))
})

describe('what one admin makes of a queue while another does', () => {
  interface Form {
    name: string
    teams: string[]
    skills: Record<string, number>
    overflow: null | { queueId: string; afterSeconds: number }
  }
  const first: Form = { name: 'Returns', teams: ['a'], skills: { german: 1 }, overflow: { queueId: 'q', afterSeconds: 60 } }
  const none: Given<Form> = { begun: {}, given: {} }
  const cases: [string, Partial<Form>, Partial<Form>, Partial<Form>][] = [
    ['both add a team', { teams: ['a', 'b'] }, { teams: ['a', 'c'] }, { teams: ['a', 'c', 'b'] }],
    ['one takes a team off, the other adds one', { teams: [] }, { teams: ['a', 'c'] }, { teams: ['c'] }],
    ['the order is changed by one alone', { teams: ['b', 'a'] }, { name: 'Back' }, { teams: ['b', 'a'] }],
    ['each gives a skill', { skills: { german: 1, rims: 2 } }, { skills: { german: 3 } }, { skills: { german: 3, rims: 2 } }],
    [
      'each changes a rule',
      { overflow: { queueId: 'q', afterSeconds: 90 } },
      { overflow: { queueId: 'r', afterSeconds: 60 } },
      { overflow: { queueId: 'r', afterSeconds: 90 } },
    ],
    ['one thinks better of it', { name: 'Returns' }, { name: 'Back' }, {}],
    ['both do the same', { name: 'Back' }, { name: 'Back' }, {}],
  ]
  test.each(cases)('%s', (_what, mine, theirs, saved) => {
    const now = { ...first, ...theirs }
    const { draft, changed } = readGiven(now, give(first, none, mine))
    expect(changed).toEqual(saved)
    expect(draft).toEqual({ ...now, ...saved })
  })
  test('what the other added can be taken off again', () => {
    const now = { ...first, teams: ['a', 'c'] }
    const added = give(first, none, { teams: ['a', 'b'] })
    expect(readGiven(now, added).draft.teams).toEqual(['a', 'c', 'b'])
    expect(readGiven(now, give(now, added, { teams: ['a', 'b'] })).changed).toEqual({ teams: ['a', 'b'] })
  })
})

describe('what a form says that was refused', () => {
  const refused = (details: { path: string; message: string }[]) =>
    messageOf(new DeskError('invalid-input', 'invalid', 'Some values are not accepted.', details))
  test.each([
    ['which value, and why', [{ path: 'body.email', message: 'Invalid email address' }], ' Email: Invalid email address.'],
    ['of many values the name they share', [{ path: 'body.requiredSkills.2', message: 'Too big' }], ' Required skills: Too big.'],
    ['of the whole no name', [{ path: 'body', message: 'Unrecognized key' }], ' Unrecognized key.'],
    ['no more where the desk says no more', [], ''],
  ])('%s', (_what, details, words) => expect(refused(details)).toBe(`Some values are not accepted.${words}`))
})

describe('what a queue asks for less, in words', () => {
  test('skills, chats, or both', () => {
    expect(stepWords({ afterSeconds: 45, drop: 1, besideLive: false })).toBe('After 45 s required skills may lack one level.')
    expect(stepWords({ afterSeconds: 60, drop: 0, besideLive: true })).toBe('After 1 min a call may go to somebody who chats.')
    expect(stepWords({ afterSeconds: 7200, drop: 'all', besideLive: true })).toBe(
      'After 2 h required skills are only preferred, and a call may go to somebody who chats.',
    )
  })
})

test('a day is replayed from the reader’s midnight to the next', () => {
  const { since, until } = dayBounds('2026-11-26')
  expect([new Date(since).getDate(), new Date(since).getHours()]).toEqual([26, 0])
  expect([new Date(until).getDate(), new Date(until).getHours()]).toEqual([27, 0])
})

describe('the audit in words', () => {
  const names = {
    person: (id: string) => ({ ruth: 'Ruth Adler', bo: 'Bo Lindqvist' })[id] ?? 'The desk',
    queue: () => 'Returns',
    team: () => 'Workshop',
    number: () => '+12025550100',
  }
  const entry = (what: string, facts: AuditEntry['facts'] = {}, stream = 'user:bo', by = 'ruth'): AuditEntry => ({
    id: 'e',
    stream,
    seq: 1,
    at: '2026-11-26T10:00:00.000Z',
    by,
    what,
    facts,
  })
  const said = (one: AuditEntry): string => `${names.person(doerOf(one))} ${tellAudit(one, names)}`
  const cases: [AuditEntry, string][] = [
    [entry('user.role-set', { role: 'supervisor' }), 'Ruth Adler made Bo Lindqvist supervisor'],
    [entry('user.edited', { skills: {}, capacity: {} }), 'Ruth Adler changed the skills and the capacity of Bo Lindqvist'],
    [entry('user.signed-in', { how: 'link' }, 'user:bo', 'system:sign-in'), 'Bo Lindqvist signed in by link'],
    [entry('user.signed-out-everywhere', {}, 'user:ruth'), 'Ruth Adler ended all their own sign-ins'],
    [
      entry('queue.edited', { name: 'x', maxWait: null, overflow: null }, 'queue:q'),
      'Ruth Adler changed the name, the longest wait and the overflow of Returns',
    ],
    [entry('queue.notice-set', { mode: 'closed', texts: {} }, 'queue:q'), 'Ruth Adler closed Returns'],
    [entry('number.edited', { isActive: false }, 'number:n'), 'Ruth Adler removed the number +12025550100'],
    [
      entry('flow.published', { text: 'h', note: 'New menu', restores: null }, 'flow:garage'),
      'Ruth Adler published the phone menu garage (New menu)',
    ],
    [entry('flow.published', { text: null, note: '', restores: 0 }, 'flow:main'), 'Ruth Adler gave back to its file the phone menu main'],
    [entry('call-audit.exported', { callId: 'c', recordings: 1 }, 'call-audit:c'), 'Ruth Adler took a whole call out, with its recording'],
    [entry('call-audit.listened', { mode: 'whisper' }, 'call-audit:c'), 'Ruth Adler whispered in a call'],
    [entry('something.not-known', {}, 'thing:x'), 'Ruth Adler something not known'],
  ]
  for (const [one, words] of cases) test(words, () => expect(said(one)).toBe(words))

  const root = fileURLToPath(new URL('../../server', import.meta.url))
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const texts = sources.map((file) => readFileSync(join(root, file), 'utf8'))
  const kinds = texts.filter((text) => text.includes('chained: true,')).flatMap((text) => /kind: '([a-z-]+)'/.exec(text)?.[1] ?? [])
  const changes = [...new Set(texts.flatMap((text) => text.match(/(?<=type: ')[a-z-]+\.[a-z-]+(?=')/g) ?? []))]
  test.each(changes.filter((change) => kinds.some((kind) => change.startsWith(`${kind}.`))))('has words of its own for %s', (change) => {
    expect(tellAudit(entry(change), names)).not.toBe(change.replaceAll(/[.-]/g, ' '))
  })
})

describe('a week in few lines', () => {
  const day = ['09:00-18:00']
  test.each<[string, string[][], string[]]>([
    ['of one kind', Array(7).fill(['00:00-24:00']), ['Monday to Sunday: All day']],
    [
      'that ends on Sunday, which is the first of the week here',
      [[], day, day, day, day, day, ['10:00-14:00']],
      ['Monday to Friday: 09:00–18:00', 'Saturday: 10:00–14:00', 'Sunday: Closed'],
    ],
    [
      'with a noon',
      [day, ['09:00-12:30', '13:00-18:00'], [], [], [], [], day],
      ['Monday: 09:00–12:30, 13:00–18:00', 'Tuesday to Friday: Closed', 'Saturday to Sunday: 09:00–18:00'],
    ],
    ['without anything', Array(7).fill([]), ['Monday to Sunday: Closed']],
  ])('%s', (_what, week, lines) => expect(weekLines(week).map(({ days, open }) => `${days}: ${open}`)).toEqual(lines))
})

describe('the hours of a day as they are typed', () => {
  const cases: [string, string[] | RegExp][] = [
    ['', []],
    [' closed ', []],
    ['All day', ['00:00-24:00']],
    ['09:00–18:00', ['09:00-18:00']],
    ['9-12:30, 13.00 - 18', ['09:00-12:30', '13:00-18:00']],
    ['13-18, 9-13', ['09:00-13:00', '13:00-18:00']],
    ['20-24', ['20:00-24:00']],
    ['9', /^Write/],
    ['nine to five', /^Write/],
    ['9-25', /^Write/],
    ['9:75-10', /^Write/],
    ['9-24:30', /^Write/],
    ['9-12-18', /^Write/],
    ['9-12,', /^Write/],
    ['22-6', /^22:00–06:00 ends before it begins/],
    ['9-9', /ends before it begins/],
    ['9-13, 12-18', /overlap/],
    ['0-1,2-3,4-5,6-7,8-9,10-11,12-13,14-15,16-17', /eight/],
  ]
  test.each(cases)('%s', (text, expected) => {
    const read = readSpans(text)
    if (Array.isArray(expected)) expect(read).toEqual({ spans: expected })
    else expect(read).toEqual({ fault: expect.stringMatching(expected) })
  })
})

describe('opening hours as they are typed', () => {
  const draft: HoursDraft = {
    title: 'Office',
    zone: 'Europe/Berlin',
    week: ['', '9-18', '', '', '', '', ''],
    holidays: [{ key: 0, date: '12-25', name: 'Christmas', open: '' }],
  }
  const written = {
    title: 'Office',
    zone: 'Europe/Berlin',
    week: [[], ['09:00-18:00'], [], [], [], [], []],
    holidays: [{ date: '12-25', name: 'Christmas', open: [] }],
  }
  test('are written, and read back as they were', () => {
    expect(readDraft(draft)).toEqual({ written })
    expect(readDraft(draftOf(written))).toEqual({ written })
  })
  // Rows went before these: a fault stays with its holiday, wherever it stands by then.
  const holiday = (date: string, key: number, name = 'A day', open = '') => ({ key, date, name, open })
  const faults: [string, Partial<HoursDraft>, string[]][] = [
    ['no title', { title: ' ' }, ['title']],
    ['no such zone', { zone: 'Europe/Atlantis' }, ['zone']],
    ['a day that cannot be read', { week: ['', 'x', '', '', '', '', 'y'] }, ['week.1', 'week.6']],
    ['a date that is none', { holidays: [holiday('02-30', 4)] }, ['holidays.4.date']],
    ['a date in another writing', { holidays: [holiday('25.12.', 0)] }, ['holidays.0.date']],
    ['a day twice', { holidays: [holiday('12-25', 1), holiday('2026-12-25', 3), holiday('12-25', 7)] }, ['holidays.7.date']],
    [
      'a holiday without a name, and one that cannot be read',
      { holidays: [holiday('01-01', 5, ''), holiday('05-01', 2, 'May', 'x')] },
      ['holidays.5.name', 'holidays.2.open'],
    ],
  ]
  test.each(faults)('are not sent with %s: it is said at its field', (_what, change, fields) => {
    const read = readDraft({ ...draft, ...change })
    expect('faults' in read ? Object.keys(read.faults) : []).toEqual(fields)
  })
})
