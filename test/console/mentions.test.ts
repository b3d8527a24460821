import { describe, expect, it } from 'vitest'
import { firstWords } from '../../agent-console/mentions/first-words.ts'
import { mayBeNamed } from '../../agent-console/mentions/may-be-named.ts'
import type { Member } from '../../server/staff/wire.ts'

const member = (id: string, more: Partial<Member> = {}): Member =>
  ({ id, name: id, role: 'agent', teams: [], isDisabled: false, ...more }) as Member

describe('whom a note can name', () => {
  const members = [
    member('ines'),
    member('kenji', { teams: ['legal'] }),
    member('sam', { role: 'admin' }),
    member('lena', { role: 'marketing', teams: ['legal'] }),
    member('gone', { isDisabled: true, teams: ['legal'] }),
  ]
  it.each([
    ['a case that all see', [], ['kenji', 'sam']],
    ['a case of one team', ['legal'], ['kenji', 'sam']],
    ['a case of a team of nobody', ['other'], ['sam']],
  ])('in %s', (_what, restrictedTo, expected) =>
    expect(mayBeNamed(members, { restrictedTo }, 'ines').map(({ id }) => id)).toEqual(expected),
  )
  it('among colleagues without teams', () =>
    expect(mayBeNamed([member('ines'), member('bo')], { restrictedTo: ['legal'] }, 'sam')).toEqual([]))
})

it('tells how a note begins, on one line and in whole words', () => {
  expect(firstWords(' @Ines\nlook ')).toBe('@Ines look')
  const long = firstWords('twelve chars '.repeat(20))
  expect(long).toMatch(/chars…$|twelve…$/)
  expect(long.length).toBeLessThan(92)
})
