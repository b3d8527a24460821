import { idFrom } from '../platform/ids.ts'
import type { SignInDeps } from './deps.ts'
import { mayEnter } from './enter.ts'
import { HOUR_MS, MINUTE_MS } from './links.ts'
import { linkUrl } from './sign-in-link.ts'

/**
 * Mails a sign-in link to somebody who forgot the password. The answer never tells whether there is such a person, and does not wait for the mail.
 * Throws rate-limited.
 */
export const forgotten =
  (deps: SignInDeps) =>
  async ({ email }: { email: string }): Promise<void> => {
    const { platform, staff, sendMail, links } = deps
    await platform.limit('sign-in-mail', idFrom('account', email.trim().toLowerCase()))
    const userId = staff.userIdByEmail(email)
    const user = userId === undefined ? undefined : staff.userState(userId)
    const member = userId === undefined ? undefined : staff.memberOf(userId)
    if (!sendMail || !member || !mayEnter(deps, user) || user.isDemo) return
    const send = async (): Promise<void> => {
      const token = await links.make('sign-in', { userId: member.id, version: user.sessionsFrom, lastsMs: HOUR_MS / 4 })
      const text = `Open this link within ${HOUR_MS / 4 / MINUTE_MS} minutes to sign in, then set a new password:\n\n${linkUrl(deps, 'link', token)}\n\nIf you did not ask for it, do nothing.\n`
      await sendMail({ to: member.email, subject: 'Your sign-in link', text })
    }
    send().catch((error) => platform.log.warn({ err: error, userId }, 'a sign-in link could not be mailed'))
  }
