import { describe, expect, it } from 'vitest'
import { overflowing } from '../../server/routing/overflow.ts'

const NOW = Date.parse('2026-11-26T10:00:00.000Z')
const SECOND = 1000
const waits = (
  id: string,
  seconds: number,
  more: { queueId?: string; channel?: string; hasOverflowed?: boolean; state?: 'waiting' | 'offered' } = {},
) => ({
  id,
  queueId: 'a',
  channel: 'voice',
  hasOverflowed: false,
  state: 'waiting' as const,
  queueSince: new Date(NOW - seconds * SECOND),
  ...more,
})
type Rule = { queueId: string; afterSeconds: number | null; atLength: number | null } | null
const found = (works: ReturnType<typeof waits>[], rules: Record<string, Rule>): string[] =>
  overflowing(works, (id) => (id in rules ? { overflow: rules[id] ?? null } : undefined), NOW).map(
    (one) => `${one.workId} → ${one.queueId}`,
  )
const late: Rule = { queueId: 'b', afterSeconds: 60, atLength: null }
const long: Rule = { queueId: 'b', afterSeconds: null, atLength: 2 }

describe('a queue that overflows', () => {
  const cases: [string, ReturnType<typeof waits>[], Record<string, Rule>, string[]][] = [
    ['keeps all without a rule', [waits('1', 900)], { a: null, b: null }, []],
    ['lets go what has waited long enough', [waits('1', 60), waits('2', 59)], { a: late, b: null }, ['1 → b']],
    [
      'lets go what came when so many waited',
      [waits('1', 50), waits('2', 40), waits('3', 30), waits('4', 20)],
      { a: long, b: null },
      ['3 → b', '4 → b'],
    ],
    ['counts each channel by itself', [waits('1', 50), waits('2', 40, { channel: 'chat' }), waits('3', 30)], { a: long, b: null }, []],
    [
      'counts no more what leaves',
      [waits('1', 90), waits('2', 20), waits('3', 10)],
      { a: { queueId: 'b', afterSeconds: 60, atLength: 2 }, b: null },
      ['1 → b'],
    ],
    ['leaves alone what is being offered', [waits('1', 90, { state: 'offered' })], { a: late, b: null }, []],
    [
      'sends nothing to and fro',
      [waits('1', 90), waits('2', 90, { queueId: 'b', hasOverflowed: true })],
      { a: late, b: { queueId: 'a', afterSeconds: 60, atLength: null } },
      ['1 → b'],
    ],
    ['overflows into no queue that is gone', [waits('1', 90)], { a: late }, []],
  ]
  it.each(cases)('%s', (_name, works, rules, expected) => expect(found(works as never, rules)).toEqual(expected))
})
