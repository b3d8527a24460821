import type { Member } from '../../server/staff/wire.ts'
import { roleWords } from '../words/case-words.ts'

const order: Member['presence'][] = ['available', 'away', 'not-responding', 'offline']
/** Who is there first; then who is invited, for whom something is still to be done; the disabled last. */
const placeOf = ({ presence, hasJoined, isDisabled }: Member): number =>
  isDisabled ? order.length + 1 : !hasJoined && presence === 'offline' ? order.length : order.indexOf(presence)

/** Pure: those in whose name, address, role, skills or teams every word stands, in the order they are shown. */
export const choosePeople = (
  members: readonly Member[],
  { words, withDisabled, teamName }: { words: string; withDisabled: boolean; teamName(id: string): string },
): Member[] => {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  const textOf = (one: Member): string =>
    [one.name, one.email, roleWords[one.role], ...Object.keys(one.skills), ...one.teams.map(teamName)].join(' ').toLowerCase()
  return members
    .filter((one) => (withDisabled || !one.isDisabled) && wanted.every((word) => textOf(one).includes(word)))
    .sort((a, b) => placeOf(a) - placeOf(b) || a.name.localeCompare(b.name))
}
