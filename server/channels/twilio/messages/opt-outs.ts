import type { Connection } from 'mongoose'
import { keyedId } from '../../../platform/ids.ts'

const OUT = ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'END', 'QUIT', 'CANCEL', 'REVOKE', 'OPTOUT']
const IN = ['START', 'YES', 'UNSTOP']

/**
 * What one of the words that Twilio itself answers on ordinary numbers asks for; https://www.twilio.com/docs/messaging/tutorials/opt-out-keywords.
 * `said`: what Twilio says it was, where it decides by words of the account's own.
 */
export const readOptOut = (text: string, said = ''): 'out' | 'in' | null => {
  const word = (said || text)
    .trim()
    .toUpperCase()
    .replace(/[.!"']+$/, '')
  return OUT.includes(word) ? 'out' : IN.includes(word) ? 'in' : null
}

interface OptOut {
  _id: string
  isOut: boolean
  at: Date
}

/**
 * Who wants no text messages from which of our numbers. Kept by a keyed hash: the wish outlives the erasure of whoever had it, and says nothing about
 * them.
 */
export const createOptOuts = (connection: Connection, key: Buffer) => {
  const optOuts = connection.collection<OptOut>('sms_opt_outs')
  const idOf = (ours: string, theirs: string): string => keyedId(key, JSON.stringify([ours, theirs]))
  return {
    isOut: async (ours: string, theirs: string): Promise<boolean> => (await optOuts.findOne({ _id: idOf(ours, theirs) }))?.isOut === true,
    /** An older word never undoes a later one: messages may come in any order. */
    note: async (ours: string, theirs: string, isOut: boolean, at: Date): Promise<void> => {
      const _id = idOf(ours, theirs)
      const { matchedCount } = await optOuts.updateOne({ _id, at: { $lte: at } }, { $set: { isOut, at } })
      if (matchedCount === 0) await optOuts.updateOne({ _id }, { $setOnInsert: { isOut, at } }, { upsert: true })
    },
  }
}

export type OptOuts = ReturnType<typeof createOptOuts>
