import type { IndexSpec } from '../platform/db/indexes.ts'
import { hashSecret, idFrom, newSecret } from '../platform/ids.ts'
import { legOf } from './call.ts'
import { type CallDeps, phone } from './deps.ts'
import { joinDocument } from './documents.ts'
import type { CallAuditChange } from './entries.ts'
import { isOver } from './leg.ts'
import type { CallDocument } from './ports.ts'

/** How long after it was given an id can be dialled with. */
const DIAL_ID_MS = 60_000

interface Dial {
  /** The hash of what the browser was given. */
  _id: string
  callId: string
  legId: string
  identity: string
  expiresAt: Date
  usedBy: string | null
}

export const dialIndexes: IndexSpec[] = [{ collection: 'call_dials', key: { expiresAt: 1 }, expireAfterSeconds: 86_400 }]

/** What a softphone signs in as: letters, digits and underscores, at most 121 of them (Twilio's rule for client identities). */
export const identityOf = (userId: string): string => userId.replace(/\W/g, '_').slice(0, 121)

/** Lets one softphone dial into one leg, once and soon. */
export const giveDialId = async (
  { platform }: Pick<CallDeps, 'platform'>,
  { callId, legId, userId }: { callId: string; legId: string; userId: string },
): Promise<string> => {
  const dialId = newSecret()
  const expiresAt = new Date(platform.clock.now() + DIAL_ID_MS)
  await platform.connection
    .collection<Dial>('call_dials')
    .insertOne({ _id: hashSecret(dialId), callId, legId, identity: identityOf(userId), expiresAt, usedBy: null })
  return dialId
}

const rejected: CallDocument = [{ do: 'reject', reason: 'rejected' }]

/**
 * A softphone dials in. Who it is and where it goes stand in our own record; what the browser says beside the id counts for nothing. Everything
 * else is rejected and audited (SECURITY P4).
 */
export const dialIn =
  (deps: CallDeps) =>
  async ({ dialId, identity, carrierId }: { dialId: string; identity: string; carrierId: string }): Promise<CallDocument> => {
    const { platform, ledger, keeper, audit } = deps
    const dials = platform.connection.collection<Dial>('call_dials')
    const refuse = async (
      why: Extract<CallAuditChange, { type: 'call-audit.dial-refused' }>['why'],
      about = 'desk',
    ): Promise<CallDocument> => {
      await audit.tell(about, `refused:${idFrom(carrierId, identity)}`, phone.id, { type: 'call-audit.dial-refused', identity, why })
      return rejected
    }
    const dial = await dials.findOne({ _id: hashSecret(dialId) })
    if (!dial) return refuse('unknown')
    if (dial.identity !== identity) return refuse('foreign', dial.callId)
    if (dial.usedBy !== null && dial.usedBy !== carrierId) return refuse('used', dial.callId)
    if (dial.usedBy === null && dial.expiresAt.getTime() <= platform.clock.now()) return refuse('expired', dial.callId)
    const claimed = await dials.findOneAndUpdate(
      { _id: dial._id, usedBy: { $in: [null, carrierId] } } as never,
      { $set: { usedBy: carrierId } },
      { returnDocument: 'after' },
    )
    if (!claimed) return refuse('used', dial.callId)
    return keeper.inTurn(dial.callId, async () => {
      const call = await ledger.load(dial.callId)
      const leg = legOf(call, dial.legId)
      if (!call.isLive || !leg || leg.isGone || isOver(leg)) return refuse('over', dial.callId)
      const after = await ledger.settle(call.id, `entered:${leg.id}`, phone.id, (now) =>
        legOf(now, leg.id)?.carrierId ? null : { type: 'call.leg-entered', legId: leg.id, carrierId },
      )
      await keeper.settle(after)
      return joinDocument(call.id, leg)
    })
  }
