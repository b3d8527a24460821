import { wasFree } from '../../platform/batch.ts'
import type { IndexSpec } from '../../platform/db/indexes.ts'
import { AppError } from '../../platform/errors.ts'
import { keyedId } from '../../platform/ids.ts'
import type { CallState } from '../call.ts'
import type { CallContents } from '../contents.ts'
import { type CallDeps, phone } from '../deps.ts'
import type { CallChange } from '../entries.ts'

/** Who asks to be called back is called within this time, or not any more; who was promised an hour, from that hour on. */
export const EXPIRES_MS = 48 * 3_600_000
const MOST_PENDING = 2
/** Between a claim and the entry that makes a callback of it lies one write. */
const CLAIMED_MS = 10_000

export const callbackIndexes: IndexSpec[] = [{ collection: 'callback_claims', key: { expiresAt: 1 }, expireAfterSeconds: 0 }]

/** What is to be committed, and whether a callback to that number and queue waits already. */
interface Asked {
  changes: CallChange[]
  isKnown: boolean
}

/**
 * The caller wants to be called back on the number they call from, which the flow has read out and had confirmed. Whoever may be at that number, it is
 * rung once for one queue: a second request renews the first. At most two wait for one number (SECURITY P6). Otherwise why not, for the flow to say.
 */
export const askCallback = async (
  deps: Pick<CallDeps, 'platform' | 'contents' | 'board' | 'outbound' | 'ledger'>,
  call: CallState,
  { party }: CallContents,
  queueId: string,
): Promise<Asked | { reason: string }> => {
  if (call.confidence === 'withheld') return { reason: 'withheld' }
  const verdict = await deps.outbound.look(party.address, phone.id, true)
  // The hour is looked at again when it is called; what cannot be called at all is said now.
  if (!verdict.isAllowed && verdict.until === null) return { reason: verdict.code }
  const expiresAt = new Date(deps.platform.clock.now() + EXPIRES_MS).toISOString()
  const pending = await pendingFor(deps, call.id, party.address)
  // An hour that we promised is another matter: they want to be called now.
  const first = pending.find((one) => !one.callback?.arranged && (one.queueId === queueId || one.movedFrom === queueId))
  if (first && (await renew(deps, first.id, call.id, expiresAt)))
    return { changes: [{ type: 'call.callback-known', callId: first.id, queueId }], isKnown: true }
  if (pending.length >= MOST_PENDING) return { reason: 'too-many' }
  const other = await claim(deps, { callId: call.id, what: `${queueId} ${party.address}` })
  if (other !== null) return { changes: [{ type: 'call.callback-known', callId: other, queueId }], isKnown: true }
  if (!(await claimPlace(deps, { callId: call.id, number: party.address }))) return { reason: 'too-many' }
  const queued: CallChange[] =
    call.phase === 'menu' ? [{ type: 'call.queued', ask: Math.max(call.asks, 1), queueId, skills: {}, priority: 'normal' }] : []
  return { changes: [...queued, { type: 'call.callback-asked', queueId, expiresAt }], isKnown: false }
}

/**
 * A place for a call that is arranged: one for a number and queue, beside the one its owner asked for. Throws conflict.
 */
export const claimArranged = async (
  deps: Pick<CallDeps, 'platform' | 'contents' | 'board' | 'ledger'>,
  { callId, number, queueId, expiresAt }: { callId: string; number: string; queueId: string; expiresAt: Date },
): Promise<void> => {
  const pending = await pendingFor(deps, callId, number)
  const isAlike = (one: CallState): boolean => one.callback?.arranged !== undefined && one.queueId === queueId
  if (pending.some(isAlike) || (await claim(deps, { callId, what: `arranged ${queueId} ${number}`, expiresAt })) !== null)
    throw new AppError('callback-arranged', 'conflict', 'A call to this number is arranged already. Move that one to another hour.')
  if (pending.length >= MOST_PENDING || !(await claimPlace(deps, { callId, number, expiresAt })))
    throw new AppError('too-many-callbacks', 'conflict', 'Two callbacks wait for this number already. That is the limit.')
}

/** The places of a callback that is put back, which others may have by now. Throws conflict. */
export const claimAgain = async (
  deps: Pick<CallDeps, 'platform' | 'contents' | 'board' | 'ledger'>,
  { id: callId, queueId, callback }: CallState,
  number: string,
): Promise<void> => {
  if (!callback || queueId === null) return
  const { expiresAt } = callback
  if (callback.arranged) return claimArranged(deps, { callId, number, queueId, expiresAt })
  const pending = await pendingFor(deps, callId, number)
  const isAlike = (one: CallState): boolean => !one.callback?.arranged && (one.queueId === queueId || one.movedFrom === queueId)
  if (pending.some(isAlike) || (await claim(deps, { callId, what: `${queueId} ${number}`, expiresAt })) !== null)
    throw new AppError('asked-again', 'conflict', 'They asked to be called back once more meanwhile.')
  if (pending.length >= MOST_PENDING || !(await claimPlace(deps, { callId, number, expiresAt })))
    throw new AppError('too-many-callbacks', 'conflict', 'Two callbacks wait for this number already. That is the limit.')
}

const pendingFor = async ({ contents, board }: Pick<CallDeps, 'contents' | 'board'>, callId: string, address: string) => {
  const all = board.all().filter((one) => one.callback?.state === 'waiting' && one.id !== callId)
  const known = await contents.getMany(all.map((one) => one.id))
  return all.filter((one) => known.get(one.id)?.party.address === address)
}

/** False when it is over meanwhile. */
const renew = async ({ ledger }: Pick<CallDeps, 'ledger'>, callId: string, byCallId: string, expiresAt: string): Promise<boolean> => {
  const { callback } = await ledger.commit(callId, `asked-again:${byCallId}`, phone.id, ({ callback }) =>
    callback?.state === 'waiting' ? { type: 'call.callback-renewed', expiresAt } : null,
  )
  return callback?.state === 'waiting'
}

/** One of the places of a number, over all queues: what was counted before may have changed. */
const claimPlace = async (
  deps: Pick<CallDeps, 'platform' | 'ledger'>,
  { number, ...mine }: { callId: string; number: string; expiresAt?: Date },
): Promise<boolean> => {
  for (let place = 0; place < MOST_PENDING; place++)
    if ((await claim(deps, { ...mine, what: `${place} of ${number}` })) === null) return true
  return false
}

/**
 * Of several calls that ask for one number and queue in the same moment, or at desks that do not know of each other's yet, one makes the callback: null for
 * that one, else which it is. A claim is as good as its call's callback; one without is good for a moment.
 */
const claim = async (
  { platform, ledger }: Pick<CallDeps, 'platform' | 'ledger'>,
  { callId, what, expiresAt }: { callId: string; what: string; expiresAt?: Date },
): Promise<string | null> => {
  const claims = platform.connection.collection<{ _id: string; callId: string; at: Date; expiresAt: Date }>('callback_claims')
  const _id = keyedId(platform.keyFor('callback-claim'), what)
  const now = platform.clock.now()
  const mine = { callId, at: new Date(now), expiresAt: expiresAt ?? new Date(now + EXPIRES_MS) }
  if (await wasFree(claims.insertOne({ _id, ...mine }))) return null
  const held = await claims.findOne({ _id })
  if (!held || held.callId === callId) return null
  const { callback, phase } = await ledger.load(held.callId)
  const isGood = callback ? callback.state === 'waiting' : phase !== 'ended' && now - held.at.getTime() < CLAIMED_MS
  if (isGood) return held.callId
  const taken = await claims.updateOne({ _id, callId: held.callId }, { $set: mine })
  return taken.modifiedCount === 1 ? null : ((await claims.findOne({ _id }))?.callId ?? null)
}
