import { AppError, notFound } from '../platform/errors.ts'
import { idFrom } from '../platform/ids.ts'
import { type Actor, allow } from '../staff/index.ts'
import type { SignInDeps } from './deps.ts'
import { mayEnter } from './enter.ts'
import type { GivenLink } from './wire.ts'

/**
 * For somebody who cannot come in any more: mails them a link to set a new password, or, without a mail server or when asked to, shows it to the
 * admin; either is in the audit. Throws forbidden, not-found, conflict (disabled, a demo person, not joined yet), rate-limited.
 */
export const givePasswordLink =
  (deps: SignInDeps) =>
  async (
    actor: Actor,
    { userId, isByHand = false, commandId }: { userId: string; isByHand?: boolean; commandId: string },
  ): Promise<GivenLink> => {
    allow(actor, 'staff.manage')
    const { platform, staff, sandbox, linkMails } = deps
    const user = staff.userState(userId)
    if (!user) throw notFound('user')
    if (!mayEnter(deps, user)) throw new AppError('user-disabled', 'conflict', 'This person is disabled. Enable them first.')
    if (user.isDemo ? sandbox !== 'on' : !user.hasJoined)
      throw new AppError(
        'no-link',
        'conflict',
        user.isDemo ? 'Demo people have no links here.' : 'This person has not joined yet. Invite them again.',
      )
    const isMailed = linkMails.isOn && !isByHand
    const key = idFrom('account', (staff.memberOf(userId)?.email ?? '').toLowerCase())
    if (isMailed) await platform.limit('sign-in-mail', key)
    const how = isMailed ? 'mail' : 'by-hand'
    await staff.recordAccess(actor, { userId, commandId, change: { type: 'user.link-given', how } })
    if (!isMailed) return { link: await linkMails.handOver('password', { userId, inviterId: actor.id }) }
    await linkMails.want({ purpose: 'password', key, userId })
    return { link: null }
  }
