import { idFrom } from '../platform/ids.ts'
import type { SignInDeps } from './deps.ts'

/**
 * Mails a link to set a new password. Whether there is such a person is found out after the answer: what is done before it is the same for every
 * address (SECURITY W3). `isMailed` tells of the desk, never of the address: without a mail server nothing goes out. Throws rate-limited.
 */
export const forgotten =
  ({ platform, staff, sandbox, linkMails }: SignInDeps) =>
  async ({ email }: { email: string }): Promise<{ isMailed: boolean }> => {
    const key = idFrom('account', email.trim().toLowerCase())
    await platform.limit('sign-in-mail', key)
    if (!linkMails.isOn) return { isMailed: false }
    const userId = staff.userIdByEmail(email) ?? null
    // Demo people have links where only this machine can read the mailbox (SECURITY R1).
    const isWithheld = userId !== null && sandbox !== 'on' && staff.userState(userId)?.isDemo === true
    await linkMails.want({ purpose: 'password', key, userId: isWithheld ? null : userId })
    return { isMailed: true }
  }
