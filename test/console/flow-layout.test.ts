import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checksOf, span, worstOf } from '../../agent-console/flows/flow-words.ts'
import { BOX_WIDTH, layout } from '../../agent-console/flows/layout.ts'
import type { FlowStepView } from '../../server/calls/flows/wire.ts'

const boxes = (...ids: string[]) => ids.map((id) => ({ id, height: 60 }))
const ways = (...all: string[]) => all.map((one) => ({ from: one[0] ?? '', to: one[1] ?? '' }))
const columnsOf = (places: ReturnType<typeof layout>): string => {
  const xs = [...new Set([...places.values()].map(({ x }) => x))].sort((a, b) => a - b)
  return xs.map((x) => [...places].flatMap(([id, place]) => (place.x === x ? [id] : [])).join('')).join(' ')
}

describe('the drawing of a flow', () => {
  it.each([
    ['a line', boxes('a', 'b', 'c'), ways('ab', 'bc'), 'a b c'],
    ['a fork that meets again', boxes('a', 'b', 'c', 'd'), ways('ab', 'ac', 'bd', 'cd'), 'a bc d'],
    ['a short cut', boxes('a', 'b', 'c'), ways('ab', 'bc', 'ac'), 'a b c'],
    ['a way back', boxes('a', 'b', 'c'), ways('ab', 'bc', 'ca'), 'a b c'],
    ['a step that asks once more', boxes('a', 'b'), ways('aa', 'ab'), 'a b'],
    ['a way to nowhere', boxes('a'), ways('az'), 'a'],
  ])('puts %s in columns', (_what, given, edges, expected) => {
    expect(columnsOf(layout('a', given, edges))).toBe(expected)
  })

  it('is nothing for nothing', () => expect(layout('a', [], []).size).toBe(0))

  it('never lays one box over another, begins at the top, and is the same each time', () => {
    const id = fc.nat({ max: 14 }).map(String)
    const given = fc.record({
      heights: fc.array(fc.integer({ min: 40, max: 200 }), { minLength: 1, maxLength: 15 }),
      edges: fc.array(fc.record({ from: id, to: id }), { maxLength: 40 }),
    })
    fc.assert(
      fc.property(given, ({ heights, edges }) => {
        const all = heights.map((height, index) => ({ id: String(index), height }))
        const places = layout('0', all, edges)
        const drawn = all.map((box) => ({ ...box, ...(places.get(box.id) ?? { x: Number.NaN, y: Number.NaN }) }))
        for (const a of drawn)
          for (const b of drawn)
            if (a.id < b.id) expect(Math.abs(a.x - b.x) >= BOX_WIDTH || a.y + a.height < b.y || b.y + b.height < a.y).toBe(true)
        expect(Math.min(...drawn.map(({ y }) => y))).toBe(0)
        expect(layout('0', all, edges)).toEqual(places)
      }),
    )
  })
})

const step = (id: string, reached: number, left: number): FlowStepView => ({
  id,
  title: id,
  kind: 'menu',
  line: 1,
  about: '',
  says: {},
  reached,
  left,
  seconds: null,
  now: 0,
})

describe('words of a flow', () => {
  it.each([
    [null, ''],
    [0.4, ''],
    [9.2, '9 s'],
    [59.6, '1:00'],
    [85, '1:25'],
  ])('tell a stay of %s seconds', (seconds, expected) => expect(span(seconds)).toBe(expected))

  it.each([
    ['few calls are chance', [step('a', 4, 4)], undefined],
    ['some always leave', [step('a', 100, 19)], undefined],
    ['the worst of two', [step('a', 100, 30), step('b', 50, 20)], 'b'],
  ])('single out one step: %s', (_what, steps, expected) => expect(worstOf(steps)?.id).toBe(expected))

  it('promise nothing of a flow that has an error', () => {
    const fault = { file: 'main.flow.yaml', line: 3, column: 1, reason: 'No.', level: 'error' as const }
    expect(checksOf({ faults: [fault], languages: ['en'] })).toEqual([{ isFine: false, text: 'main.flow.yaml, line 3: No.' }])
    expect(checksOf({ faults: [{ ...fault, level: 'warning' }], languages: ['en'] }).map(({ isFine }) => isFine)).toEqual([
      true,
      true,
      false,
    ])
  })
})
