import { describe, expect, it } from 'vitest'
import { joinBack, joinDrafts, noDraft } from '../../agent-console/reply/draft.ts'

describe('the draft of a case that was merged', () => {
  const there = { ...noDraft, reply: 'first', way: 'w' }

  it('goes on in the other case, by a way of that one', () =>
    expect(joinDrafts(noDraft, { ...noDraft, reply: 'Hello', way: 'thread-of-the-other' })).toEqual({
      reply: 'Hello',
      note: '',
      files: [],
      way: null,
    }))
  it('stands below what was being written there', () =>
    expect(joinDrafts(there, { ...noDraft, reply: 'second', note: 'a note', way: 'note' })).toMatchObject({
      reply: 'first\n\nsecond',
      note: 'a note',
      way: 'w',
    }))
  it('stays a note', () =>
    expect(joinDrafts(noDraft, { ...noDraft, note: 'for Bo', way: 'note' })).toMatchObject({ note: 'for Bo', way: 'note' }))
})

describe('the draft under an answer that is taken back', () => {
  const file = (id: string) => ({ id, name: `${id}.txt`, type: 'text/plain', bytes: 1 })
  const back = { reply: 'the first answer', files: [file('f_1')], way: 'w' }

  it('is that answer, where nothing was written since', () => expect(joinBack(noDraft, back)).toEqual({ ...back, note: '' }))
  it('keeps what was written and attached since, below it', () =>
    expect(joinBack({ ...noDraft, reply: 'a second one', note: 'for Bo', files: [file('f_2')], way: 'note' }, back)).toEqual({
      reply: 'the first answer\n\na second one',
      note: 'for Bo',
      files: [file('f_1'), file('f_2')],
      way: 'w',
    }))
  it('keeps its way and its answer when a note comes back', () =>
    expect(joinBack({ ...noDraft, reply: 'an answer', note: 'the next', way: 'w' }, { note: 'the first' })).toEqual({
      reply: 'an answer',
      note: 'the first\n\nthe next',
      files: [],
      way: 'w',
    }))
})
