import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cordEnd, cordPiece } from '../../agent-console/timeline/cord.ts'
import { inOrder } from '../../agent-console/timeline/in-order.ts'
import { lanesOf } from '../../agent-console/timeline/lanes.ts'
import { timelineRows } from '../../agent-console/timeline/rows.ts'
import type { Decision } from '../../server/routing/wire.ts'
import { happened, said } from './make.ts'

const options = { isLines: (channel: string) => channel === 'chat', isTold: () => true }
const time = (minute: number): string => new Date(Date.UTC(2026, 10, 23, 10, minute)).toISOString()
const decision = (id: string, workId: string, at: string, chosenId: string | null = 'u_ines'): Decision => ({
  id,
  workId,
  caseId: 'c_1',
  at,
  chosenId,
  waitedMs: 0,
  candidates: [],
})

describe('lanes', () => {
  it('stay where they are in every case of the usual channels', () => {
    const lanes = lanesOf(['email', 'chat'])
    expect(lanes.channels.map((channel) => lanes.x(channel))).toEqual([12, 30, 48, 66])
    expect(lanes.channels).toEqual(['voice', 'email', 'chat', 'slack'])
  })
  it('are shared by what came through the same door', () => {
    const lanes = lanesOf(['voicemail', 'email'])
    expect(lanes.channels).toEqual(['voice', 'email', 'chat', 'slack'])
    expect(lanes.x('voicemail')).toBe(lanes.x('voice'))
  })
  it('move together for a further channel, inside the gutter and apart from each other', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('sms', 'whatsapp', 'api', 'fax', 'email'), { maxLength: 5 }), (used) => {
        const lanes = lanesOf(used)
        const xs = lanes.channels.map((channel) => lanes.x(channel))
        expect(new Set(xs).size).toBe(xs.length)
        expect(Math.min(...xs)).toBe(12)
        expect(Math.max(...xs)).toBeLessThanOrEqual(66)
        expect([...xs].sort((a, b) => a - b)).toEqual(xs)
      }),
    )
  })
})

describe('a piece of the cord', () => {
  it('goes straight down in its own lane', () =>
    expect(cordPiece(66, 66, 'jack')).toMatchObject({ path: 'M66 0V22', isBend: false, tailTop: 28 }))
  it('bends to another lane and ends at its jack', () =>
    expect(cordPiece(12, 30, 'jack')).toMatchObject({ path: 'M12 0C12 13.6 30 6.2 30 18', isBend: true, mark: { x: 30, y: 22 } }))
  it('begins at the first mark', () => expect(cordPiece(null, 30, 'ring').path).toBeNull())
  it('ends dotted in the lane of the answer', () =>
    expect(cordEnd(66, 30)).toMatchObject({ path: 'M66 0C66 16.1 30 7.3 30 22', x: 30, y: 26 }))
  it('meets its neighbours: each begins where the row above ends, in that lane', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(12, 30, 48, 66), { minLength: 2, maxLength: 30 }), (xs) => {
        xs.forEach((x, at) => {
          const from = xs[at - 1] ?? null
          const { path } = cordPiece(from, x, 'jack')
          if (from !== null) expect(path).toMatch(new RegExp(`^M${from} 0[CV]`))
        })
      }),
    )
  })
})

describe('the order of entries', () => {
  it('puts what was moved where it was received, behind the line that tells of it', () => {
    const own = { ...said(2, time(5)), id: 'case:c_1/m:m2' }
    const came = { ...said(40, time(3)), id: 'case:c_9/m:m1' }
    const told = { ...happened(9, time(3), 'case.moved-in', { movedAt: time(9) }), id: 'case:c_1/s.i' }
    const opened = { ...happened(1, time(1), 'case.opened'), id: 'case:c_1/opened' }
    expect(inOrder([own, came, told, opened]).map((one) => one.id)).toEqual([opened.id, told.id, came.id, own.id])
  })

  it('is the order of the ledger within a case, however a message is stamped', () => {
    const opened = happened(1, time(2), 'case.opened')
    const first = said(2, time(1))
    const late = said(3, time(0))
    expect(inOrder([late, first, opened]).map(({ seq }) => seq)).toEqual([1, 2, 3])
  })
  it('is that of time between merged cases', () => {
    const here = [said(1, time(0)), said(2, time(9))]
    const there = [said(1, time(3), {}, 'c_2'), said(2, time(12), {}, 'c_2')]
    expect(inOrder([...there, ...here]).map((item) => `${item.caseId} ${item.seq}`)).toEqual(['c_1 1', 'c_2 1', 'c_1 2', 'c_2 2'])
  })
  it('never depends on the order of arrival', () => {
    const items = [
      said(1, time(0)),
      happened(2, time(0), 'case.opened'),
      said(3, time(4)),
      said(1, time(0), {}, 'c_2'),
      said(2, time(2), {}, 'c_2'),
    ]
    const expected = inOrder(items).map(({ id }) => id)
    fc.assert(
      fc.property(fc.shuffledSubarray(items, { minLength: items.length, maxLength: items.length }), (shuffled) => {
        const found = inOrder(shuffled)
        for (const caseId of ['c_1', 'c_2']) {
          const seqs = found.filter((item) => item.caseId === caseId).map(({ seq }) => seq)
          expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
        }
        expect(found).toHaveLength(expected.length)
      }),
    )
  })
})

describe('rows', () => {
  const rows = (items: Parameters<typeof timelineRows>[0], decisions: Decision[] = []) =>
    timelineRows(items, decisions, options).map((row) =>
      'messages' in row ? `${row.type} ${row.messages.map(({ id }) => id).join('+')}` : `${row.type} ${row.channel}`,
    )

  it('join what one sender writes within five minutes', () =>
    expect(rows([said(1, time(0)), said(2, time(4)), said(3, time(20))])).toEqual(['letter m1+m2', 'letter m3']))
  it('keep letters of two people apart', () =>
    expect(rows([said(1, time(0)), said(2, time(1), { direction: 'out', authorId: 'u_ines' })])).toEqual(['letter m1', 'letter m2']))
  it('gather a session in one card, both sides of it', () => {
    const chat = { channel: 'chat', interactionId: 'i_chat' }
    expect(
      rows([said(1, time(0), chat), said(2, time(6), { ...chat, direction: 'out', authorId: 'u_ines' }), said(3, time(50), chat)]),
    ).toEqual(['lines m1+m2', 'lines m3'])
  })
  it('hang what happened in the lane in use', () =>
    expect(
      rows([
        happened(1, time(0), 'case.opened'),
        said(2, time(0), { channel: 'chat', interactionId: 'i_chat' }),
        happened(3, time(1), 'case.tagged'),
        said(4, time(2)),
        happened(5, time(3), 'case.closed'),
      ]),
    ).toEqual(['event chat', 'lines m2', 'event chat', 'letter m4', 'event email']))
  it('give each piece of work its last decision, where it was made', () => {
    const decisions = [decision('d1', 'w1', time(1)), decision('d2', 'w1', time(3)), decision('d3', 'w2', time(6), null)]
    expect(rows([said(1, time(0)), said(2, time(10))], decisions)).toEqual(['letter m1', 'why email', 'letter m2'])
  })
  it('lose and double no message', () => {
    const channel = fc.constantFrom('chat', 'email')
    const step = fc.record({
      channel,
      gap: fc.integer({ min: 0, max: 60 }),
      direction: fc.constantFrom('in' as const, 'out' as const),
      isEvent: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let minute = 0
        const items = steps.map(({ channel: kind, gap, direction, isEvent }, at) => {
          minute += gap
          return isEvent
            ? happened(at + 1, time(minute), 'case.tagged')
            : said(at + 1, time(minute), { channel: kind, interactionId: `i_${kind}`, direction })
        })
        const ids = timelineRows(items, [], options).flatMap((row) => ('messages' in row ? row.messages.map(({ id }) => id) : []))
        expect(ids).toEqual(items.flatMap((item) => (item.type === 'message' ? [item.message.id] : [])))
      }),
    )
  })
})
