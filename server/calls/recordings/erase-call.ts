import type { Message } from '../../hub/index.ts'
import { type CallDeps, phone } from '../deps.ts'
import { VOICE, VOICEMAIL } from '../hand-in.ts'
import type { Recordings } from './recordings.ts'

/** The passing fact that a call says no more who called and what was chosen. */
export const CALL_ERASED = 'call.erased'

/**
 * A call whose message is forgotten, filed or not, loses numbers, keys, notes and recordings; that it took place stays. A number that is not to be called,
 * or not to be put through, stays on its list: the wish would be broken without it. Why it stands there goes.
 */
export const eraseCall =
  (
    {
      platform,
      keeper,
      ledger,
      contents,
      outbound,
      nuisance,
    }: Pick<CallDeps, 'platform' | 'keeper' | 'ledger' | 'contents' | 'outbound' | 'nuisance'>,
    recordings: Pick<Recordings, 'forget'>,
  ) =>
  async ({ channel, context: { callId } }: Message): Promise<void> => {
    // What other channels say of themselves may come from outside.
    if (callId === undefined || (channel !== VOICE && channel !== VOICEMAIL)) return
    const number = (await contents.get(callId))?.party.address
    if (number) await Promise.all([outbound.forgetWords(number), nuisance.forgetWords(number)])
    // Without a number nobody can be called back, and whoever asks from it next is to be.
    const call = await keeper.inTurn(callId, async () =>
      keeper.settle(
        await ledger.settle(callId, 'erased', phone.id, ({ callback }) =>
          callback?.state === 'waiting' ? { type: 'call.callback-cancelled' } : null,
        ),
      ),
    )
    await contents.erase(callId)
    platform.bus.tell({ name: CALL_ERASED, data: { callId } })
    // Last: the carrier may not answer, and keeps nothing else then.
    for (const one of call.recordings) await recordings.forget(callId, one.id, phone.id)
  }
