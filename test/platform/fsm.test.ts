import { describe, expect, it } from 'vitest'
import { createFsm } from '../../server/platform/fsm.ts'

describe('a machine', () => {
  const fsm = createFsm('a', { a: { go: 'b', stay: 'a' }, b: { back: 'a', constructor: 'constructor' }, constructor: {} })
  it.each<[string, string, string | null]>([
    ['a', 'go', 'b'],
    ['a', 'stay', 'a'],
    ['a', 'back', null],
    ['b', 'constructor', 'constructor'],
    ['constructor', 'go', null],
    ['a', 'toString', null],
    ['a', '*', null],
    ['was stored under another chart', 'go', null],
    ['__proto__', 'go', null],
  ])('leads from %s by %s to %s', (state, event, next) => expect(fsm.next(state, event)).toBe(next))

  it('knows its states', () => expect(['a', 'b', 'c', 'toString'].map(fsm.has)).toEqual([true, true, false, false]))
  it('is not made of a chart with a way to nowhere', () => {
    expect(() => createFsm('a', { a: { go: 'b' } })).toThrow(/a leads to b/)
    expect(() => createFsm('b', { a: {} })).toThrow(/leads to b/)
  })
})
