import type { Member } from '../../server/staff/wire.ts'
import { useMe } from '../frame/me.ts'
import { Avatar } from '../signs/avatar.tsx'
import { roleWords } from '../words/case-words.ts'
import type { HandedLink } from './people-acts.ts'
import { PersonMenu } from './person-menu.tsx'
import { skillWords } from './skill-words.ts'
import { Standing } from './standing.tsx'
import { useInvitations } from './use-invitations.ts'
import { useTeams } from './use-staff.ts'

interface PeopleTableProps {
  members: readonly Member[]
  edit(member: Member): void
  handOver(handed: HandedLink): void
}

/** Where it does not fit in one line it breaks before the domain. */
const Email = ({ address }: { address: string }) => {
  const at = address.lastIndexOf('@') + 1
  return (
    <>
      {address.slice(0, at)}
      <wbr />
      {address.slice(at)}
    </>
  )
}

export const PeopleTable = ({ members, edit, handOver }: PeopleTableProps) => {
  const me = useMe()
  const invitations = useInvitations()
  const teams = new Map(useTeams().map(({ id, name }) => [id, name]))
  return (
    <div className="people-s">
      <table className="people-t">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Presence</th>
            <th scope="col" className="mid">
              Role
            </th>
            {teams.size > 0 ? (
              <th scope="col" className="wide">
                Teams
              </th>
            ) : null}
            <th scope="col" className="wide">
              Skills
            </th>
            <th scope="col" className="act">
              <span className="sr">Acts</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {members.map((member) => (
            <tr key={member.id} className={member.isDisabled ? 'off' : undefined}>
              <th scope="row">
                <span className="who">
                  <Avatar name={member.name} of="colleague" size={28} />
                  <span className="named">
                    <span>
                      {member.name}
                      {member.id === me.id ? <span className="mut"> you</span> : null}
                    </span>
                    <small className="mut">
                      <Email address={member.email} />
                    </small>
                  </span>
                </span>
              </th>
              <td>
                <Standing member={member} invitation={invitations.get(member.id)} />
              </td>
              <td className="mid">{roleWords[member.role]}</td>
              {teams.size > 0 ? <td className="wide">{member.teams.map((id) => teams.get(id) ?? id).join(', ')}</td> : null}
              <td className="wide">{skillWords(member.skills)}</td>
              <td className="act">
                <PersonMenu member={member} edit={() => edit(member)} handOver={handOver} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
