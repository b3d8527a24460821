import { expect, test } from 'vitest'
import { type CaseClues, likelyOf, rankCases } from '../../server/screens/likely-case.ts'
import { caseRow } from '../console/make.ts'

const NOW = Date.parse('2026-11-25T10:00:00.000Z')
const clues = (change: Partial<CaseClues> = {}): CaseClues => ({
  queueId: 'q_orders',
  hasChosen: false,
  numbers: [],
  words: [],
  now: NOW,
  ...change,
})
const quiet = { isAwaitingReply: false, lastMessageAt: '2026-10-01T10:00:00.000Z', queueId: 'q_other' }
const refund = caseRow({ ...quiet, id: 'c_refund', title: 'Refund for LF-20718 not received' })
const key = caseRow({ ...quiet, id: 'c_key', title: 'Second key for the D-lock' })

test.each<[string, Parameters<typeof rankCases>[0], Partial<CaseClues>, string | null, string]>([
  ['a number that was keyed', [key, refund], { numbers: ['20718'] }, 'c_refund', '20718 was keyed, and stands in it'],
  ['no part of another number', [key, { ...refund, title: 'Refund for 120718' }], { numbers: ['2071'] }, null, ''],
  [
    'a word of the menu, whatever its ending, in the chosen queue',
    [key, { ...refund, queueId: 'q_orders' }],
    { words: ['Refunds'], hasChosen: true },
    'c_refund',
    'chosen on the menu: refunds',
  ],
  [
    'who waits for our answer since today',
    [key, { ...refund, isAwaitingReply: true, lastMessageAt: '2026-11-25T08:00:00.000Z' }],
    {},
    'c_refund',
    'waits for our answer',
  ],
  ['nothing, when nothing speaks for any', [key, refund], {}, null, ''],
  [
    'nothing, when as much speaks for another',
    [
      { ...key, isAwaitingReply: true, queueId: 'q_orders' },
      { ...refund, isAwaitingReply: true, queueId: 'q_orders' },
    ],
    { hasChosen: true },
    null,
    '',
  ],
  [
    'nothing for a word that stands in all of them',
    [
      { ...key, title: 'Second key for my bike', queueId: 'q_orders' },
      { ...refund, title: 'The bike makes a noise', isAwaitingReply: true },
    ],
    { words: ['Help with a bike'], hasChosen: true },
    null,
    '',
  ],
  ['nothing of a queue nobody chose', [key, { ...refund, queueId: 'q_orders' }], {}, null, ''],
  ['nothing, when there is none', [], { numbers: ['20718'] }, null, ''],
])('takes for likely %s', (_what, rows, given, id, why) => {
  const likely = likelyOf(rankCases(rows, clues(given)))
  expect(likely?.case.id ?? null).toBe(id)
  if (id !== null) expect(likely?.why[0]).toBe(why)
})

test('the others stand behind it, the newest change first', () => {
  const older = { ...key, id: 'c_older', updatedAt: '2026-01-01T10:00:00.000Z' }
  expect(rankCases([older, key, refund], clues({ numbers: ['20718'] })).map((one) => one.case.id)).toEqual(['c_refund', 'c_key', 'c_older'])
})
