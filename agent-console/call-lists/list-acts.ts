import type { CallView } from '../../server/calls/wire.ts'
import { partyName } from '../calls/call-words.ts'
import { call, post } from '../desk/call.ts'
import { queryClient } from '../desk/query-client.ts'
import { perform } from '../frame/perform.ts'
import { phoneWords } from '../words/phone-words.ts'
import type { RefusedList } from './use-call-lists.ts'

const look = (list: RefusedList): Promise<void> => queryClient.invalidateQueries({ queryKey: ['refused', list] })

const done: Record<RefusedList, { added: string; removed: string }> = {
  'do-not-call': { added: 'is not called any more', removed: 'may be called again' },
  'nuisance-callers': { added: 'is not put through any more', removed: 'is put through again' },
}

const remove = (list: RefusedList, number: string) => () => call({ method: 'DELETE', path: `/${list}/${encodeURIComponent(number)}` })

export const refuse = async (list: RefusedList, number: string, reason: string): Promise<boolean> => {
  const isDone = await perform({ run: () => post(`/${list}`, { number, reason }), done: `${phoneWords(number)} ${done[list].added}` })
  await look(list)
  return isDone
}
export const letBack = async (list: RefusedList, number: string, reason: string): Promise<void> => {
  await perform({
    run: remove(list, number),
    done: `${phoneWords(number)} ${done[list].removed}`,
    undo: async () => {
      await post(`/${list}`, { number, reason })
      await look(list)
    },
  })
  await look(list)
}

export const callBack = (one: CallView): Promise<boolean> => perform({ run: () => post(`/callbacks/${one.id}/call`) })
export const cancelCallback = (one: CallView): Promise<boolean> =>
  perform({
    run: () => post(`/callbacks/${one.id}/cancel`),
    done: `${partyName(one)} is not called back`,
    undo: () => post(`/callbacks/${one.id}/restore`),
  })
