import { AppError } from '../platform/errors.ts'
import { idFrom } from '../platform/ids.ts'
import { type Actor, allow, type Role, system } from '../staff/index.ts'
import type { SignInDeps } from './deps.ts'
import { type Door, enter } from './enter.ts'
import { storePassword } from './set-password.ts'
import { redeem } from './sign-in-link.ts'
import type { Invited, Session } from './wire.ts'

export interface Invitation {
  email: string
  name: string
  role: Role
  teams?: readonly string[]
  /** Gives the link to who asks, even where mails go out. */
  isByHand?: boolean
  commandId: string
}

/**
 * Adds a person and gives them a link for 24 hours, by mail or, without a mail server, to the admin who asks. Somebody who has not come yet is given
 * a new link. Throws forbidden, conflict (address in use, or of somebody disabled), rate-limited.
 */
export const invite =
  (deps: SignInDeps) =>
  async (actor: Actor, { email, name, role, teams = [], isByHand = false, commandId }: Invitation): Promise<Invited> => {
    allow(actor, 'staff.manage')
    const { platform, staff, linkMails } = deps
    const knownId = staff.userIdByEmail(email)
    const known = knownId === undefined ? undefined : staff.userState(knownId)
    if (known?.isDisabled) throw new AppError('disabled', 'conflict', 'Somebody disabled has this address. Let them in again first.')
    if (known && (known.hasJoined || known.isDemo))
      throw new AppError('email-taken', 'conflict', 'Somebody on the staff has this address already.')
    const isMailed = linkMails.isOn && !isByHand
    if (isMailed) await platform.limit('sign-in-mail', idFrom('invitation', email.trim().toLowerCase()))
    const added = known && knownId ? undefined : await staff.addUser(actor, { email, name, role, teams, commandId })
    const userId = added?.id ?? (knownId as string)
    if (!added) {
      await staff.editMember(actor, { userId, name, teams: [...teams], commandId })
      await staff.setRole(actor, { userId, role, commandId })
    }
    const member = await staff.recordAccess(system('sign-in'), {
      userId,
      commandId: `${actor.id}-${commandId}`,
      change: { type: 'user.invited' },
    })
    if (!isMailed) return { member, link: await linkMails.handOver('invitation', { userId, inviterId: actor.id }) }
    await linkMails.want({ purpose: 'invitation', key: userId, userId, inviterId: actor.id })
    return { member, link: null }
  }

/** Takes an invitation up: the first password and a sign-in. The hash is made first, so that a busy desk costs nobody the link. Throws unauthenticated. */
export const acceptInvitation =
  (deps: SignInDeps) =>
  async (door: Door, { token, password, name }: { token?: unknown; password: string; name?: string | undefined }): Promise<Session> => {
    const { hashing, staff } = deps
    await redeem(deps, 'look', 'invitation', token)
    const hash = await hashing.hash(password)
    const userId = await redeem(deps, 'spend', 'invitation', token)
    await storePassword(deps, userId, hash)
    if (name !== undefined) await staff.editMember(system('sign-in'), { userId, name, commandId: `joined-${userId}` })
    await staff.recordAccess(system('sign-in'), { userId, commandId: 'invitation', change: { type: 'user.joined', how: 'invitation' } })
    return enter(deps, door, { userId, how: 'password' })
  }
