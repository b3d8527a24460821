import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { plain, sentence } from '../../agent-console/words/sentence.ts'
import { happened, names } from './make.ts'

const at = '2026-11-23T10:00:00.000Z'
const now = Date.parse('2026-11-23T12:00:00.000Z')
const tell = (what: string, facts = {}, by = 'u_bo'): string | null => {
  const told = sentence(happened(1, at, what, facts, by), names, now)
  return told ? plain(told) : null
}

describe('an entry as a sentence', () => {
  it.each([
    ['case.opened', { number: 1001, queueId: 'q_orders' }, 'system:hub', 'Case 1001 opened in Orders and returns'],
    ['case.opened', { number: 1003, queueId: 'q_orders', followUpOf: 'c_other' }, 'system:hub', 'Opened as a follow-up of case 1002'],
    ['case.assigned', { assigneeId: 'u_ines' }, 'u_bo', 'Bo Lindqvist gave the case to You'],
    ['case.assigned', { assigneeId: 'u_bo' }, 'u_bo', 'Bo Lindqvist took the case'],
    ['case.assigned', { assigneeId: null }, 'u_ines', 'You gave the case back to the queue'],
    ['case.assigned', { assigneeId: 'u_bo', workId: 'w_1' }, 'system:routing', 'Bo Lindqvist accepted the offer'],
    ['case.transferred', { queueId: 'q_orders' }, 'u_ines', 'You transferred the case to Orders and returns'],
    ['case.status-set', { status: 'waiting' }, 'u_bo', 'Bo Lindqvist set the status to waiting'],
    ['case.priority-set', { priority: 'urgent' }, 'u_bo', 'Bo Lindqvist set the priority to urgent'],
    ['case.tagged', { tags: ['rim', 'wheel'] }, 'u_bo', 'Bo Lindqvist tagged it rim, wheel'],
    ['case.tagged', { tags: [] }, 'u_bo', 'Bo Lindqvist removed the tags'],
    ['case.woken', { why: 'message' }, 'system:cases', 'The snooze ended: the customer wrote'],
    ['case.woken', { why: 'person', undoes: 'c/1' }, 'u_ines', 'You took the snooze back'],
    ['case.closed', { disposition: 'no-answer-needed' }, 'u_bo', 'Bo Lindqvist closed the case as no answer needed'],
    ['case.absorbed', { from: 'c_other' }, 'system:customers', 'Case 1002 merged into this one'],
    ['case.absorbed', { from: 'c_unknown' }, 'u_bo', 'Bo Lindqvist merged another case into this one'],
    ['case.let-go', { caseId: 'c_other' }, 'system:customers', 'Case 1002 stands alone again'],
    ['case.moved-out', { to: 'c_other', messages: 3, calls: 0 }, 'u_ines', 'You moved 3 messages from here to case 1002'],
    ['case.moved-in', { from: 'c_other', messages: 1, calls: 2 }, 'u_bo', 'Bo Lindqvist moved 1 message and 2 calls here from case 1002'],
    ['case.taken-back', { from: 'c_unknown', messages: 0, calls: 1 }, 'u_bo', 'Bo Lindqvist moved 1 call back here from another case'],
    ['case.titled', {}, 'key_7', 'An integration changed the title'],
  ])('%s %j', (what, facts, by, expected) => expect(tell(what, facts, by)).toBe(expected))

  it.each(['case.message-filed', 'case.noted', 'case.delivery', 'case.answered', 'case.absorbs', 'case.absorb-cancelled'])(
    '%s is said elsewhere',
    (what) => expect(tell(what)).toBeNull(),
  )

  it.each([
    ['case.let-go', 'caseId'],
    ['case.absorbed', 'from'],
    ['case.moved-in', 'from'],
  ])('%s leads to the other case where its number is known', (what, fact) => {
    const toOf = (id: string) =>
      sentence(happened(1, at, what, { [fact]: id }, 'u_bo'), names, now)?.pieces.flatMap((one) =>
        typeof one === 'string' ? [] : [one.to],
      )
    expect(toOf('c_other')).toEqual(['/cases/c_other'])
    expect(toOf('c_unknown')).toEqual([undefined])
  })

  it('an entry of a newer desk is told vaguely, not dropped', () =>
    expect(tell('case.split-off')).toBe('Bo Lindqvist changed the case (split off)'))

  it('every entry a case can have today has its own words', () => {
    const source = readFileSync(new URL('../../server/cases/entries.ts', import.meta.url), 'utf8')
    const types = [...new Set([...source.matchAll(/type: '(case\.[a-z-]+)'/g)].map((match) => match[1] ?? ''))]
    expect(types.length).toBeGreaterThan(20)
    expect(types.filter((what) => tell(what)?.includes('changed the case ('))).toEqual([])
  })

  it('shows no id, whatever is not known', () => {
    const told = tell('case.assigned', { assigneeId: 'u_7f3k2' }, 'u_9xx1') ?? ''
    expect(told).not.toMatch(/u_/)
  })
})
