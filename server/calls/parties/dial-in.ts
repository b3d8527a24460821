import type { IndexSpec } from '../../platform/db/indexes.ts'
import { hashSecret, idFrom, newSecret } from '../../platform/ids.ts'
import { agentLeg, type CallState, legOf, nextLegId } from '../call.ts'
import { type CallDeps, phone } from '../deps.ts'
import { joinDocument } from '../documents.ts'
import type { CallAuditChange } from '../entries.ts'
import type { CallDocument } from '../ports.ts'
import { isAwaited, isOver, type Leg } from './leg.ts'

/** How long after it was given an id can be dialled with. */
const DIAL_ID_MS = 60_000
/** How many lines may come in by one leg at the same moment. */
const MOST_TURNS = 3

interface Dial {
  /** The hash of what the browser was given. */
  _id: string
  callId: string
  legId: string
  identity: string
  expiresAt: Date
  usedBy: string | null
}

export const dialIndexes: IndexSpec[] = [
  { collection: 'call_dials', key: { callId: 1 } },
  { collection: 'call_dials', key: { expiresAt: 1 }, expireAfterSeconds: 86_400 },
]

/** What a softphone signs in as: letters, digits and underscores, at most 121 of them (Twilio's rule for client identities). */
export const identityOf = (userId: string): string => userId.replace(/\W/g, '_').slice(0, 121)

/** Lets one softphone dial into one leg, once and soon. What this person was given for the call before, and has not used, is no longer good. */
export const giveDialId = async (
  { platform }: Pick<CallDeps, 'platform'>,
  { callId, legId, userId }: { callId: string; legId: string; userId: string },
): Promise<string> => {
  const dials = platform.connection.collection<Dial>('call_dials')
  const dialId = newSecret()
  const identity = identityOf(userId)
  const now = platform.clock.now()
  await dials.updateMany({ callId, identity, usedBy: null }, { $set: { expiresAt: new Date(now) } })
  await dials.insertOne({ _id: hashSecret(dialId), callId, legId, identity, expiresAt: new Date(now + DIAL_ID_MS), usedBy: null })
  return dialId
}

/**
 * The leg that a line comes in by; undefined when there is none for it. A page that is loaded again may be given the leg which the line of the page
 * before, not heard of yet, is just entering: who has the call then gets a leg of their own.
 */
const legFor = async (
  { ledger }: Pick<CallDeps, 'ledger'>,
  call: CallState,
  legId: string,
  carrierId: string,
): Promise<Leg | undefined> => {
  if (!call.isLive) return undefined
  const own = call.legs.find((one) => one.carrierId === carrierId)
  if (own) return own.isGone || isOver(own) ? undefined : own
  const asked = legOf(call, legId)
  if (!asked || isAwaited(asked)) return asked
  const { role, agentId } = asked
  if (role !== 'agent' || agentId !== call.agentId || (call.phase !== 'connecting' && call.phase !== 'talking')) return undefined
  const after = await ledger.settle(call.id, `again:${carrierId}`, phone.id, (now) => {
    const way = { role: 'agent', agentId, way: 'softphone', mode: null, dialBy: null } as const
    return { type: 'call.leg-added', legId: nextLegId(now), ...way }
  })
  const added = agentLeg(after)
  return added && isAwaited(added) ? added : undefined
}

/** Lines that lead to no call of the desk. */
interface TestLines {
  isOne(callId: string): boolean
  dialledIn(callId: string, carrierId: string): Promise<CallDocument | null>
}

const rejected: CallDocument = [{ do: 'reject', reason: 'rejected' }]

/**
 * A softphone dials in. Who it is and where it goes stand in our own record; what the browser says beside the id counts for nothing. Everything
 * else is rejected and audited (SECURITY P4).
 */
export const dialIn =
  (deps: CallDeps, tests: TestLines) =>
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
    if (tests.isOne(dial.callId)) return (await tests.dialledIn(dial.callId, carrierId)) ?? refuse('over', dial.callId)
    return keeper.inTurn(dial.callId, async () => {
      for (let turn = 0; turn < MOST_TURNS; turn++) {
        const call = await ledger.load(dial.callId)
        const leg = await legFor(deps, call, dial.legId, carrierId)
        if (!leg) break
        const after = await ledger.settle(call.id, `entered:${leg.id}`, phone.id, (now) =>
          legOf(now, leg.id)?.carrierId ? null : { type: 'call.leg-entered', legId: leg.id, carrierId },
        )
        // Another process let another line in by it meanwhile: two under one label would both be turned away by the carrier.
        if (legOf(after, leg.id)?.carrierId !== carrierId) continue
        await keeper.settle(after)
        return joinDocument(call.id, leg)
      }
      return refuse('over', dial.callId)
    })
  }
