import type { Member } from '../../server/staff/wire.ts'

export const skillName = (skill: string): string => `${skill.charAt(0).toUpperCase()}${skill.slice(1)}`

/** `Returns 3, Billing 2`: the best first. */
export const skillWords = (skills: Member['skills']): string =>
  Object.entries(skills)
    .sort((a, b) => b[1] - a[1])
    .map(([skill, level]) => `${skillName(skill)} ${level}`)
    .join(', ')

/** Every skill somebody has, by name. */
export const skillsOf = (members: readonly Pick<Member, 'skills'>[]): string[] =>
  [...new Set(members.flatMap(({ skills }) => Object.keys(skills)))].sort()
