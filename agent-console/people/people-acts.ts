import type { GivenLink, Invited } from '../../server/sign-in/wire.ts'
import type { Member, Team } from '../../server/staff/wire.ts'
import { newKey, patch, post, put } from '../desk/call.ts'
import { changedOf } from '../desk/changed-of.ts'
import { listOntoNow, mapOntoNow } from '../desk/onto-now.ts'
import { queryClient } from '../desk/query-client.ts'
import { perform } from '../frame/perform.ts'
import { pushToast } from '../frame/toasts.ts'

/** A link that is shown once, to be given by hand. */
export interface HandedLink {
  name: string
  what: 'invitation' | 'password'
  link: string
}

export interface Invitation {
  email: string
  name: string
  role: Member['role']
  teams: string[]
  isByHand?: boolean
}
export type Rights = Pick<Member, 'name' | 'role' | 'teams' | 'skills' | 'capacity' | 'autoAccepts'>

const lookAgain = async (): Promise<void> => {
  await Promise.all(['staff', 'invitations', 'teams'].map((key) => queryClient.invalidateQueries({ queryKey: [key] })))
}

/** Throws DeskError: the dialog says why. Null when the invitation goes by mail. */
export const invite = async (invitation: Invitation): Promise<HandedLink | null> => {
  const { member, link } = await post<Invited>('/invitations', invitation)
  await lookAgain()
  if (link) return { name: member.name, what: 'invitation', link }
  pushToast(`The invitation is on its way to ${member.email}.`)
  return null
}

export const inviteAgain = ({ email, name, role, teams }: Member, isByHand: boolean): Promise<HandedLink | null> =>
  invite({ email, name, role, teams, isByHand })

/** Throws DeskError. Null when the link goes by mail. */
export const givePasswordLink = async ({ id, name, email }: Member, isByHand: boolean): Promise<HandedLink | null> => {
  const { link } = await post<GivenLink>(`/staff/${id}/password-link`, { isByHand })
  if (link) return { name, what: 'password', link }
  pushToast(`A link to a new password is on its way to ${email}.`)
  return null
}

/**
 * What differs from how it was begun alone: the audit should say what was changed. `now` is the person as others left them meanwhile, who may have given
 * another skill or team. Throws DeskError.
 */
export const saveRights = async (member: Member, next: Rights, now: Member): Promise<void> => {
  const { role, ...rest } = next
  const onto = {
    ...rest,
    teams: listOntoNow(member.teams, rest.teams, now.teams),
    skills: mapOntoNow(member.skills, rest.skills, now.skills),
    capacity: mapOntoNow(member.capacity, rest.capacity, now.capacity),
  }
  const touched = changedOf<Partial<Rights>>(member, rest)
  const changed = Object.fromEntries(Object.entries(onto).filter(([key]) => key in touched))
  if (Object.keys(changed).length > 0) await patch<Member>(`/staff/${member.id}`, changed)
  if (role !== member.role) await post<Member>(`/staff/${member.id}/role`, { role })
  await lookAgain()
  pushToast(`${next.name} is saved.`)
}

const enable = ({ id }: Member) => post<Member>(`/staff/${id}/enable`)
export const disableMember = (member: Member): Promise<boolean> =>
  perform({
    run: () => post<Member>(`/staff/${member.id}/disable`).finally(lookAgain),
    done: member.hasJoined
      ? `${member.name} is disabled and signed out. Their name stays beside what they did.`
      : `The invitation of ${member.name} is withdrawn: its link is good no more.`,
    // A link that was ended stays so: who is wanted after all is let in again, and invited again.
    ...(member.hasJoined ? { undo: () => enable(member).finally(lookAgain) } : {}),
  })
export const enableMember = (member: Member): Promise<boolean> =>
  perform({
    run: () => enable(member).finally(lookAgain),
    done: member.hasJoined
      ? `${member.name} may come in again.`
      : `${member.name} may come in again. Invite them again: the link they had is ended.`,
  })
export const signOutEverywhere = (member: Member): Promise<boolean> =>
  perform({ run: () => post(`/staff/${member.id}/sign-out-everywhere`), done: `${member.name} is signed out everywhere.` })
export const setPresenceOf = (member: Member, presence: 'available' | 'away'): Promise<boolean> =>
  perform({
    run: () => put(`/staff/${member.id}/presence`, { presence }),
    done: `${member.name} is set ${presence}.`,
  })

/** Throws DeskError (a team of this name is there). */
export const addTeam = async (name: string): Promise<Team> => {
  const team = await post<Team>('/teams', { name }, newKey())
  await lookAgain()
  return team
}
