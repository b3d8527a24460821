import type { Connection } from 'mongoose'
import { isDuplicateKey } from '../../../platform/db/database-errors.ts'
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
  /** By which messages it was last said. */
  saidBy: string[]
}

const REMEMBERED = 50

/**
 * Who wants no text messages from which of our numbers. Kept by a keyed hash: the wish outlives the erasure of whoever had it, and says nothing about
 * them.
 */
export const createOptOuts = (connection: Connection, key: Buffer) => {
  const optOuts = connection.collection<OptOut>('sms_opt_outs')
  const idOf = (ours: string, theirs: string): string => keyedId(key, JSON.stringify([ours, theirs]))
  return {
    isOut: async (ours: string, theirs: string): Promise<boolean> => (await optOuts.findOne({ _id: idOf(ours, theirs) }))?.isOut === true,
    /** `by`: the message that says so. It says so once: one that comes again does not undo what was said since. */
    note: async (ours: string, theirs: string, isOut: boolean, by: string): Promise<void> => {
      const _id = idOf(ours, theirs)
      try {
        const change = { $set: { isOut }, $push: { saidBy: { $each: [by], $slice: -REMEMBERED } } }
        await optOuts.updateOne({ _id, saidBy: { $ne: by } }, change, { upsert: true })
      } catch (error) {
        // The row is there and was not changed: it was said already.
        if (!isDuplicateKey(error)) throw error
      }
    },
  }
}

export type OptOuts = ReturnType<typeof createOptOuts>
