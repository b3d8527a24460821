import type { Member } from '../../server/staff/wire.ts'
import { useMe } from '../frame/me.ts'
import { useNow } from '../frame/use-now.ts'
import { Avatar } from '../signs/avatar.tsx'
import { PresenceDot } from '../signs/presence-dot.tsx'
import { presenceWords, roleWords } from '../words/case-words.ts'
import { lasting } from '../words/time.ts'
import { useTeams } from './use-staff.ts'

const order: Member['presence'][] = ['available', 'away', 'not-responding', 'offline']
const skillWords = (skills: Member['skills']): string =>
  Object.entries(skills)
    .sort((a, b) => b[1] - a[1])
    .map(([skill, level]) => `${skill.charAt(0).toUpperCase()}${skill.slice(1)} ${level}`)
    .join(', ')

export const PeopleTable = ({ members }: { members: readonly Member[] }) => {
  const me = useMe()
  const now = useNow()
  const teams = new Map(useTeams().map(({ id, name }) => [id, name]))
  const sorted = members.filter(({ isDisabled }) => !isDisabled).sort((a, b) => order.indexOf(a.presence) - order.indexOf(b.presence))
  const hasTeams = sorted.some((member) => member.teams.length > 0)
  return (
    <div className="people-s">
      <table className="people-t">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Presence</th>
            <th scope="col">Role</th>
            {hasTeams ? (
              <th scope="col" className="wide">
                Teams
              </th>
            ) : null}
            <th scope="col" className="wide">
              Skills
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((member) => (
            <tr key={member.id}>
              <th scope="row">
                <span className="who">
                  <Avatar name={member.name} of="colleague" size={24} />
                  {member.name}
                  {member.id === me.id ? <span className="mut">you</span> : null}
                </span>
              </th>
              <td>
                <span className="who">
                  <PresenceDot presence={member.presence} />
                  {presenceWords[member.presence]}
                  {member.presence === 'offline' ? null : <span className="mut">{lasting(now - Date.parse(member.presenceSince))}</span>}
                </span>
              </td>
              <td>{roleWords[member.role]}</td>
              {hasTeams ? <td className="wide">{member.teams.map((id) => teams.get(id) ?? id).join(', ')}</td> : null}
              <td className="wide">{skillWords(member.skills)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
