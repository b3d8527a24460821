import { wasFree } from '../../platform/batch.ts'
import type { IndexSpec } from '../../platform/db/indexes.ts'
import { keyedId } from '../../platform/ids.ts'
import type { CallState } from '../call.ts'
import type { CallContents } from '../contents.ts'
import { type CallDeps, phone } from '../deps.ts'
import type { CallChange } from '../entries.ts'

/** Who asks to be called back is called within this time, or not any more. */
const EXPIRES_MS = 48 * 3_600_000
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
  const pending = await pendingFor(deps, call, party.address)
  const first = pending.find((one) => one.queueId === queueId || one.movedFrom === queueId)
  if (first && (await renew(deps, first.id, call.id, expiresAt)))
    return { changes: [{ type: 'call.callback-known', callId: first.id, queueId }], isKnown: true }
  if (pending.length >= MOST_PENDING) return { reason: 'too-many' }
  const other = await claim(deps, call, `${queueId} ${party.address}`)
  if (other !== null) return { changes: [{ type: 'call.callback-known', callId: other, queueId }], isKnown: true }
  if (!(await claimPlace(deps, call, party.address))) return { reason: 'too-many' }
  const queued: CallChange[] =
    call.phase === 'menu' ? [{ type: 'call.queued', ask: Math.max(call.asks, 1), queueId, skills: {}, priority: 'normal' }] : []
  return { changes: [...queued, { type: 'call.callback-asked', queueId, expiresAt }], isKnown: false }
}

const pendingFor = async ({ contents, board }: Pick<CallDeps, 'contents' | 'board'>, call: CallState, address: string) => {
  const all = board.all().filter((one) => one.callback?.state === 'waiting' && one.id !== call.id)
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
const claimPlace = async (deps: Pick<CallDeps, 'platform' | 'ledger'>, call: CallState, address: string): Promise<boolean> => {
  for (let place = 0; place < MOST_PENDING; place++) if ((await claim(deps, call, `${place} of ${address}`)) === null) return true
  return false
}

/**
 * Of several calls that ask for one number and queue in the same moment, or at desks that do not know of each other's yet, one makes the callback: null for
 * that one, else which it is. A claim is as good as its call's callback; one without is good for a moment.
 */
const claim = async (
  { platform, ledger }: Pick<CallDeps, 'platform' | 'ledger'>,
  call: CallState,
  what: string,
): Promise<string | null> => {
  const claims = platform.connection.collection<{ _id: string; callId: string; at: Date; expiresAt: Date }>('callback_claims')
  const _id = keyedId(platform.keyFor('callback-claim'), what)
  const now = platform.clock.now()
  const mine = { callId: call.id, at: new Date(now), expiresAt: new Date(now + EXPIRES_MS) }
  if (await wasFree(claims.insertOne({ _id, ...mine }))) return null
  const held = await claims.findOne({ _id })
  if (!held || held.callId === call.id) return null
  const { callback, phase } = await ledger.load(held.callId)
  const isGood = callback ? callback.state === 'waiting' : phase !== 'ended' && now - held.at.getTime() < CLAIMED_MS
  if (isGood) return held.callId
  const taken = await claims.updateOne({ _id, callId: held.callId }, { $set: mine })
  return taken.modifiedCount === 1 ? null : ((await claims.findOne({ _id }))?.callId ?? null)
}
