import { describe, expect, it } from 'vitest'
import { joinDrafts, noDraft } from '../../agent-console/reply/draft.ts'

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
