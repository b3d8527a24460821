import { describe, expect, it } from 'vitest'
import { listOntoNow, mapOntoNow } from '../../agent-console/desk/onto-now.ts'
import { choosePeople } from '../../agent-console/people/choose-people.ts'
import { skillWords } from '../../agent-console/people/skill-words.ts'
import type { Member } from '../../server/staff/wire.ts'

const person = (name: string, change: Partial<Member> = {}): Member => ({
  id: `u_${name}`,
  name,
  email: `${name.toLowerCase()}@larkfield.example`,
  role: 'agent',
  teams: [],
  skills: {},
  capacity: {},
  presence: 'offline',
  presenceSince: '2026-11-23T10:00:00.000Z',
  isBreakAsked: false,
  autoAccepts: false,
  isDisabled: false,
  isDemo: false,
  hasJoined: true,
  ...change,
})

const people = [
  person('Gone', { isDisabled: true }),
  person('New', { hasJoined: false }),
  person('Bo', { skills: { returns: 2 }, teams: ['t1'] }),
  person('Ann', { role: 'supervisor' }),
  person('Kenji', { presence: 'available', skills: { mechanics: 3 } }),
]

describe('the list of people', () => {
  const choose = (words: string, withDisabled = false): string[] =>
    choosePeople(people, { words, withDisabled, teamName: (id) => (id === 't1' ? 'Workshop' : '') }).map(({ name }) => name)

  it.each<[string, boolean, string[]]>([
    ['', false, ['Kenji', 'Ann', 'Bo', 'New']],
    ['', true, ['Kenji', 'Ann', 'Bo', 'New', 'Gone']],
    ['supervisor', false, ['Ann']],
    ['WORKSHOP', false, ['Bo']],
    ['agent mech', false, ['Kenji']],
    ['bo@lark', false, ['Bo']],
    ['gone', false, []],
    ['gone', true, ['Gone']],
    ['  ', false, ['Kenji', 'Ann', 'Bo', 'New']],
  ])('for “%s”, the disabled too: %s', (words, withDisabled, names) => expect(choose(words, withDisabled)).toEqual(names))

  it('names skills with their level, the best first', () => {
    expect(skillWords({ returns: 1, mechanics: 3 })).toBe('Mechanics 3, Returns 1')
  })
})

describe('what one admin changed while another did', () => {
  it('is done to the skills as they are now', () => {
    const begun = { returns: 2, german: 1 }
    expect(mapOntoNow(begun, { returns: 3, german: 1 }, { returns: 2, german: 1, billing: 1 })).toEqual({
      german: 1,
      billing: 1,
      returns: 3,
    })
    expect(mapOntoNow(begun, { returns: 2 }, { returns: 1, german: 1 })).toEqual({ returns: 1 })
  })
  it('is done to the teams as they are now', () => {
    expect(listOntoNow(['t1'], ['t1', 't2'], ['t1', 't3'])).toEqual(['t1', 't3', 't2'])
    expect(listOntoNow(['t1', 't2'], ['t2'], ['t1', 't2', 't3'])).toEqual(['t2', 't3'])
  })
})
