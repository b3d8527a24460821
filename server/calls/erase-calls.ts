import type { CaseChange } from '../cases/index.ts'
import type { Reaction } from '../platform/reactions.ts'
import type { CallState } from './call.ts'
import { type CallDeps, phone } from './deps.ts'
import type { Recordings } from './recordings.ts'

/**
 * The calls of a case that was erased lose numbers, keys, notes and recordings; that they took place stays. A number that is not to be called, or not to
 * be put through, stays on its list: the wish would be broken without it. Why it stands there goes.
 */
export const eraseCalls = (
  { platform, cases, contents, outbound, nuisance }: Pick<CallDeps, 'platform' | 'cases' | 'contents' | 'outbound' | 'nuisance'>,
  recordings: Pick<Recordings, 'forget'>,
): Reaction<CaseChange> => ({
  name: 'calls/erase',
  hears: ['case.erased'],
  run: async ({ stream }) => {
    const { interactions } = await cases.intake.load(stream.slice('case:'.length))
    const calls = platform.connection.collection<CallState & { _id: string }>('calls')
    const found = await calls.find({ interactionId: { $in: interactions.map((one) => one.id) } } as never).toArray()
    for (const call of found) {
      for (const one of call.recordings) await recordings.forget(call._id, one.id, phone.id)
      const number = (await contents.get(call._id))?.party.address
      if (number) await Promise.all([outbound.forgetWords(number), nuisance.forgetWords(number)])
      await contents.erase(call._id)
    }
  },
})
