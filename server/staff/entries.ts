import type { Role } from './permissions.ts'
import type { Member } from './wire.ts'

/** What happens to a person of the staff. Name and address lie in `user_contents`: an entry says only that they changed. */
export type UserChange =
  | {
      type: 'user.added'
      role: Role
      teams: readonly string[]
      skills: Member['skills']
      capacity: Member['capacity']
      /** Part of the sandbox's demo company (SECURITY R2). */
      isDemo: boolean
    }
  | {
      type: 'user.edited'
      renamed?: true
      teams?: readonly string[]
      skills?: Member['skills']
      capacity?: Member['capacity']
      autoAccepts?: boolean
    }
  | { type: 'user.role-set'; role: Role }
  | { type: 'user.disabled' }
  | { type: 'user.enabled' }
  | { type: 'user.signed-out-everywhere' }
  | { type: 'user.invited' }
  | { type: 'user.joined'; how: 'invitation' | 'link' | 'first-admin' }
  /** A link to a new password, that an admin asked for: sent to the person, or shown to the admin. */
  | { type: 'user.link-given'; how: 'mail' | 'by-hand' }
  | { type: 'user.signed-in'; how: 'password' | 'link' }
  | { type: 'user.password-set' }
  /** One sign-in with all that was renewed from it is over. `reused`: an old refresh token came back, as only a copied one does. */
  | { type: 'user.session-ended'; family: string; why: 'signed-out' | 'reused' }

/** A screen or a clock changes presence, not only the person: `why` tells reports which. */
export interface PresenceSet {
  type: 'agent.presence-set'
  presence: Member['presence']
  why: 'own' | 'forced' | 'missed-offer' | 'screens-closed' | 'screens-open' | 'break'
  /** The work that was missed. */
  cause?: string
}

/** `agent.break-asked`: a break is to begin when the call that goes on is wrapped up. */
export type AgentChange = PresenceSet | { type: 'agent.break-asked'; isAsked: boolean }

export type TeamChange = { type: 'team.added'; name: string }

export type StaffChange = UserChange | AgentChange | TeamChange
