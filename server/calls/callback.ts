import type { CallState } from './call.ts'
import type { CallContents } from './contents.ts'
import { type CallDeps, phone } from './deps.ts'
import type { CallChange } from './entries.ts'

/** Who asks to be called back is called within this time, or not any more. */
const EXPIRES_MS = 48 * 3_600_000
const MOST_PENDING = 2

/**
 * The caller wants to be called back on the number they call from, which the flow has read out and had confirmed. At most two wait for one number
 * (SECURITY P6). Gives what is to be committed, or why not, for the flow to say.
 */
export const askCallback = async (
  { platform, contents, board, outbound }: Pick<CallDeps, 'platform' | 'contents' | 'board' | 'outbound'>,
  call: CallState,
  { party }: CallContents,
  queueId: string,
): Promise<{ changes: CallChange[] } | { reason: string }> => {
  if (call.confidence === 'withheld') return { reason: 'withheld' }
  const pending = board.all().filter((one) => one.callback?.state === 'waiting' && one.id !== call.id)
  const known = await contents.getMany(pending.map((one) => one.id))
  if ([...known.values()].filter((one) => one.party.address === party.address).length >= MOST_PENDING) return { reason: 'too-many' }
  const verdict = await outbound.look(party.address, phone.id, true)
  // The hour is looked at again when it is called; what cannot be called at all is said now.
  if (!verdict.isAllowed && verdict.code !== 'calling-hours' && !verdict.code.startsWith('too-')) return { reason: verdict.code }
  const expiresAt = new Date(platform.clock.now() + EXPIRES_MS).toISOString()
  const queued: CallChange[] =
    call.phase === 'menu' ? [{ type: 'call.queued', ask: Math.max(call.asks, 1), queueId, skills: {}, priority: 'normal' }] : []
  return { changes: [...queued, { type: 'call.callback-asked', queueId, expiresAt }] }
}
