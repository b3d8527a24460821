import type { Message } from '../hub/index.ts'
import { type CallDeps, phone } from './deps.ts'
import { VOICE, VOICEMAIL } from './hand-in.ts'
import type { Recordings } from './recordings.ts'

/**
 * A call whose message is forgotten, filed or not, loses numbers, keys, notes and recordings; that it took place stays. A number that is not to be called,
 * or not to be put through, stays on its list: the wish would be broken without it. Why it stands there goes.
 */
export const eraseCall =
  (
    { ledger, contents, outbound, nuisance }: Pick<CallDeps, 'ledger' | 'contents' | 'outbound' | 'nuisance'>,
    recordings: Pick<Recordings, 'forget'>,
  ) =>
  async ({ channel, context: { callId } }: Message): Promise<void> => {
    // What other channels say of themselves may come from outside.
    if (callId === undefined || (channel !== VOICE && channel !== VOICEMAIL)) return
    for (const one of (await ledger.load(callId)).recordings) await recordings.forget(callId, one.id, phone.id)
    const number = (await contents.get(callId))?.party.address
    if (number) await Promise.all([outbound.forgetWords(number), nuisance.forgetWords(number)])
    await contents.erase(callId)
  }
