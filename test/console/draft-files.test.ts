import { describe, expect, it } from 'vitest'
import { filesBack } from '../../agent-console/reply/outbox-item.ts'
import { goneWords, stillThere } from '../../agent-console/reply/still-there.ts'

const now = Date.parse('2026-03-02T14:00:00Z')
const file = (name: string, at?: string) => ({ id: `f_${name}`, name, type: 'text/plain', bytes: 1, ...(at ? { at } : {}) })
const fresh = file('fresh.txt', '2026-03-02T13:30:00Z')
const old = file('old.txt', '2026-03-02T12:50:00Z')
const closing = file('closing.txt', '2026-03-02T13:00:30Z')

describe('the files of a draft', () => {
  it('are there for an hour, less what an answer may need to go', () =>
    expect(stillThere([fresh, old, closing, file('before.txt')], now)).toEqual([fresh]))
  it('are to be attached again by name', () =>
    expect([goneWords([old]), goneWords([old, closing])]).toEqual([
      'old.txt was attached too long ago and is gone. Attach it again.',
      'These were attached too long ago and are gone: old.txt, closing.txt. Attach them again.',
    ]))
  it('come back with an answer as far as they are there', () => expect(filesBack({ files: [fresh, old] }, now)).toEqual([fresh]))
  it('come back not at all where the desk has one no more and age does not tell which', () =>
    expect(filesBack({ files: [fresh], isFileGone: true }, now)).toEqual([]))
})
