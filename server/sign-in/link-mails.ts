import type { IndexSpec } from '../platform/db/indexes.ts'
import { AppError } from '../platform/errors.ts'
import { oneAtATime } from '../platform/one-at-a-time.ts'
import { PAUSED_WORDS } from '../platform/outward.ts'
import type { SignInDeps } from './deps.ts'
import { mayEnter } from './enter.ts'
import { DAY_MS, HOUR_MS } from './links.ts'
import { wordsOf } from './mail-words.ts'
import { linkUrl } from './sign-in-link.ts'

export type MailedPurpose = 'invitation' | 'password'
export type MailState = 'waiting' | 'mailed' | 'not-mailed' | 'handed-over'
/** `ended`: its link is good no more, though it is no day old: they were shut out meanwhile, or signed out everywhere. */
export type InvitationState = MailState | 'ended'

/**
 * That a link is wanted: what is durable is this wish, never the link, which is made as the mail goes out and of which only the hash stays
 * (SECURITY W4).
 */
interface Wish {
  /** One of a purpose for each person: who asks twice before it is sent has asked once. */
  _id: string
  purpose: MailedPurpose
  /** Null when nobody has the address that was given: kept and dropped like any other, so that nothing tells them apart (SECURITY W3). */
  userId: string | null
  /** Who invites. */
  inviterId: string | null
  state: MailState
  reason: string
  /** The person's `sessionsFrom` when the link was made; missing until there is one. */
  version?: number
  askedAt: Date
  attempts: number
  dueAt?: Date
  expiresAt: Date
}

export const linkMailIndexes: IndexSpec[] = [
  { collection: 'link_mails', key: { dueAt: 1 }, partialFilterExpression: { dueAt: { $exists: true } } },
  { collection: 'link_mails', key: { expiresAt: 1 }, expireAfterSeconds: 0 },
]

const JOB = 'sign-in/mail-link'
const EVERY_MS = 2_000
const CLAIM_MS = 2 * 60_000
const FIRST_PAUSE_MS = 2_000
const LONGEST_PAUSE_MS = 15 * 60_000
const KEPT_MS = 30 * DAY_MS
/** How long a link is good, and how long after it was asked for it is still sent. */
const terms = { invitation: { lastsMs: DAY_MS, wantedMs: DAY_MS }, password: { lastsMs: HOUR_MS, wantedMs: HOUR_MS } } as const

interface Wanted {
  purpose: MailedPurpose
  /** Names the wish: the person, or what the address that was given hashes to. */
  key: string
  userId: string | null
  inviterId?: string | null
}

type Deps = Pick<SignInDeps, 'platform' | 'staff' | 'sandbox' | 'links' | 'sendMail'>

/** Links that leave by mail: wanted durably, sent by a job, tried again until they are no longer wanted. */
export const createLinkMails = (deps: Deps) => {
  const { platform, staff, links, sendMail } = deps
  const { clock, jobs, log } = platform
  const wishes = platform.connection.collection<Wish>('link_mails')
  /** `version`: of the link that was handed over; without one, a mail is to be sent. */
  const put = async ({ key, purpose, userId, inviterId = null }: Wanted, version?: number): Promise<string> => {
    const now = clock.now()
    const state: MailState = version === undefined ? 'waiting' : 'handed-over'
    const _id = `${purpose}-${key}`
    const reason = state === 'waiting' && (await platform.outward.pausedSince()) ? PAUSED_WORDS : ''
    const fresh = { purpose, userId, inviterId, state, reason, attempts: 0, askedAt: new Date(now), expiresAt: new Date(now + KEPT_MS) }
    if (version === undefined)
      await wishes.updateOne({ _id }, { $set: { ...fresh, dueAt: new Date(now) }, $unset: { version: '' } }, { upsert: true })
    else await wishes.updateOne({ _id }, { $set: { ...fresh, version }, $unset: { dueAt: '' } }, { upsert: true })
    return _id
  }

  /** Ends a wish, unless it was made anew meanwhile. An invitation stays to be looked at. */
  const settle = async (
    { _id, purpose, askedAt }: Wish,
    state: 'mailed' | 'not-mailed' | 'dropped',
    facts: Partial<Pick<Wish, 'reason' | 'version'>> = {},
  ): Promise<void> => {
    if (purpose === 'password' || state === 'dropped') await wishes.deleteOne({ _id, askedAt })
    else await wishes.updateOne({ _id, askedAt }, { $set: { state, reason: '', ...facts }, $unset: { dueAt: '' } })
  }

  const send = async (wish: Wish): Promise<void> => {
    const { _id, purpose, userId, inviterId, askedAt, attempts } = wish
    const user = userId === null ? undefined : staff.userState(userId)
    const member = userId === null ? undefined : staff.memberOf(userId)
    if (!sendMail || !member || !mayEnter(deps, user) || (purpose === 'invitation' && user.hasJoined)) return settle(wish, 'dropped')
    const { lastsMs, wantedMs } = terms[purpose]
    const age = clock.now() - askedAt.getTime()
    if (age > wantedMs) return settle(wish, 'not-mailed', { reason: wish.reason || 'Not sent: the desk could not send mail for a day.' })
    const token = await links.make(purpose, { userId: member.id, version: user.sessionsFrom, lastsMs })
    try {
      const inviter = inviterId === null ? undefined : staff.memberOf(inviterId)
      await sendMail({ to: member.email, ...wordsOf[purpose]({ link: linkUrl(deps, purpose, token), inviter: inviter?.name }) })
      await settle(wish, 'mailed', { version: user.sessionsFrom })
    } catch (error) {
      const known = error instanceof AppError ? error : new AppError('mail', 'unavailable', 'The mail could not be sent.', { cause: error })
      // A server that refuses a mail may quote what is in it.
      const reason = known.message.replaceAll(token, '…')
      log.warn({ code: known.code, purpose, userId, attempts }, 'a link could not be mailed')
      if (known.kind !== 'unavailable' && known.kind !== 'rate-limited') return settle(wish, 'not-mailed', { reason })
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(attempts, 20), LONGEST_PAUSE_MS)
      await wishes.updateOne({ _id, askedAt }, { $set: { reason, dueAt: new Date(clock.now() + pause) } })
    }
  }

  const claim = async (_id?: string): Promise<Wish | null> => {
    if (await platform.outward.pausedSince()) return null
    const now = clock.now()
    return wishes.findOneAndUpdate(
      { ...(_id === undefined ? {} : { _id }), dueAt: { $lte: new Date(now) } },
      { $set: { dueAt: new Date(now + CLAIM_MS) }, $inc: { attempts: 1 } },
    )
  }
  const sweep = oneAtATime(async () => {
    for (let wish = await claim(); wish; wish = await claim()) await send(wish)
  })

  return {
    /** Whether this desk mails links at all; else they are handed over. */
    isOn: sendMail !== undefined,
    /** Resolves when the wish is durable; the mail follows. */
    want: async (wanted: Wanted): Promise<void> => {
      const wishId = await put(wanted)
      await jobs.add(JOB, { wishId }, { id: wishId })
    },
    /** Makes a link for the admin who asks, to be given by hand. */
    handOver: async (purpose: MailedPurpose, { userId, inviterId }: { userId: string; inviterId: string }): Promise<string> => {
      const version = staff.userState(userId)?.sessionsFrom ?? 0
      const token = await links.make(purpose, { userId, version, lastsMs: terms[purpose].lastsMs })
      if (purpose === 'invitation') await put({ purpose, key: userId, userId, inviterId }, version)
      return linkUrl(deps, purpose, token)
    },
    /** What became of the invitations that are not taken up yet. */
    openInvitations: async (): Promise<{ userId: string; state: InvitationState; reason: string; at: Date }[]> => {
      const found = await wishes.find({ purpose: 'invitation' }).toArray()
      return found.flatMap(({ userId, state, reason, version, askedAt }) => {
        const user = userId === null ? undefined : staff.userState(userId)
        if (userId === null || user?.hasJoined) return []
        const isEnded = version !== undefined && version !== user?.sessionsFrom
        return [{ userId, state: isEnded ? ('ended' as const) : state, reason, at: askedAt }]
      })
    },
    start: (): void => {
      jobs.process<{ wishId: string }>(
        JOB,
        async ({ wishId }) => {
          const wish = await claim(wishId)
          if (wish) await send(wish)
        },
        { concurrency: 2 },
      )
      jobs.repeat(`${JOB}-sweep`, EVERY_MS, sweep.run)
    },
  }
}
export type LinkMails = ReturnType<typeof createLinkMails>
