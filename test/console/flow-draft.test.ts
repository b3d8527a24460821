import { describe, expect, it } from 'vitest'
import { draftOf, type KeptDraft } from '../../agent-console/flows/draft-of.ts'
import { findIn } from '../../agent-console/flows/find-in.ts'
import { nameOf } from '../../agent-console/flows/name-of.ts'
import { runningWords, versionWords } from '../../agent-console/flows/version-words.ts'
import type { FlowDraft } from '../../server/calls/flows/wire.ts'

it.each([
  ['Garage & workshop', 'garage-workshop'],
  ['  Für Händler ', 'fur-handler'],
  ['24 hours', 'hours'],
  ['Опт', ''],
  [`${'a'.repeat(39)} b`, 'a'.repeat(39)],
])('a menu titled %j is called %j', (title, name) => expect(nameOf(title)).toBe(name))

describe('words in a menu', () => {
  it.each([
    ['are found whatever their case', 'Say, say\nSAY', 'say', [0, 5, 9]],
    ['are taken as they stand, not as a pattern', 'a.b a+b (a|b) [en] $x', '(a|b)', [8]],
    ['may hold a hyphen', 'order-number: order number', 'order-', [0]],
    ['are not there', 'hello', 'bye', []],
    ['are nothing', 'hello', '', []],
  ])('%s', (_what, text, words, at) => expect(findIn(text, words).map(({ from }) => from)).toEqual(at))
  it('are found where they are though a letter before them grows when it is written small', () => {
    expect(findIn('İİ next', 'NEXT')).toEqual([{ from: 3, to: 7 }])
  })
})

const running = { version: 3, text: 'runs', published: null }
const saved = (text: string, v: number, over = 3): FlowDraft => ({ text, v, over, savedAt: '2026-11-25T10:00:00.000Z' })
const kept = (text: string, v: number, more: Partial<KeptDraft> = {}): KeptDraft => ({ text, v, over: 3, ...more })

describe('what is being written of a menu', () => {
  it.each<[string, FlowDraft | null, KeptDraft | undefined, ReturnType<typeof draftOf>]>([
    [
      'is what runs, when there is no draft',
      null,
      undefined,
      { text: 'runs', v: 0, over: 3, isNone: true, isDirty: false, elsewhere: null, isOvertaken: false },
    ],
    [
      'is the draft that the desk has',
      saved('mine', 5),
      undefined,
      { text: 'mine', v: 5, over: 3, isNone: false, isDirty: false, elsewhere: null, isOvertaken: false },
    ],
    [
      'is what was typed since',
      saved('mine', 5),
      kept('mine, more', 5),
      { text: 'mine, more', v: 5, over: 3, isNone: false, isDirty: true, elsewhere: null, isOvertaken: false },
    ],
    [
      'is what was typed, though another window saved',
      saved('other', 6),
      kept('mine', 5),
      { text: 'mine', v: 5, over: 3, isNone: false, isDirty: true, elsewhere: saved('other', 6), isOvertaken: false },
    ],
    [
      'is what another window saved, when all of this one was saved before',
      saved('other', 6),
      kept('mine', 5, { isSaved: true }),
      { text: 'other', v: 6, over: 3, isNone: false, isDirty: false, elsewhere: null, isOvertaken: false },
    ],
    [
      'stays while the desk’s answer to a saving is on its way',
      null,
      kept('mine', 5, { isSaved: true }),
      { text: 'mine', v: 5, over: 3, isNone: false, isDirty: false, elsewhere: null, isOvertaken: false },
    ],
    [
      'stays when the desk has no draft any more',
      null,
      kept('mine', 5),
      { text: 'mine', v: 5, over: 3, isNone: false, isDirty: true, elsewhere: null, isOvertaken: false },
    ],
    [
      'says when another version was published since it began',
      saved('mine', 5, 2),
      undefined,
      { text: 'mine', v: 5, over: 2, isNone: false, isDirty: false, elsewhere: null, isOvertaken: true },
    ],
    [
      'is nothing when it says what runs',
      null,
      kept('runs', 0, { over: 1 }),
      { text: 'runs', v: 0, over: 3, isNone: true, isDirty: false, elsewhere: null, isOvertaken: false },
    ],
  ])('%s', (_name, draft, mine, expected) => {
    expect(draftOf({ draft, running }, mine)).toEqual(expected)
  })
})

describe('versions in words', () => {
  it.each([
    [{ version: 0, isFile: true, restores: null }, 'The file of the installation'],
    [{ version: 2, isFile: false, restores: null }, 'Version 2'],
    [{ version: 3, isFile: false, restores: 1 }, 'Version 3: 1 again'],
    [{ version: 4, isFile: true, restores: 0 }, 'Version 4: back to the file'],
  ])('%o', (version, words) => expect(versionWords(version)).toBe(words))

  it.each([
    [{ isLive: false, published: null }, 'Not running'],
    [{ isLive: true, published: null }, 'As installed, live'],
    [{ isLive: true, published: { version: 2, by: '', at: '', note: '', isFile: false } }, 'Version 2, live'],
    [{ isLive: true, published: { version: 3, by: '', at: '', note: '', isFile: true } }, 'The installation’s file, live'],
  ])('of what runs: %o', (item, words) => expect(runningWords(item)).toBe(words))
})
