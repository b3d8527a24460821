import type { Connection } from 'mongoose'
import type { IndexSpec } from '../../platform/db/indexes.ts'
import type { ForgetOutside } from '../erase-outside.ts'

/** One mail between the desk and somebody outside, as that person's mailbox holds it. */
export interface SandboxMail {
  id: string
  direction: 'from-desk' | 'to-desk'
  /** Whose mailbox it lies in. */
  outside: string
  /** The desk's address it came from or went to. */
  desk: string
  name: string
  subject: string
  text: string
  html: string
  messageId: string
  inReplyTo: string
  references: string[]
  /** Where an answer goes. */
  replyTo: string
  isAutomatic: boolean
  attachments: { name: string; bytes: number }[]
  at: Date
}

type Stored = Omit<SandboxMail, 'id'> & { _id: string }
const fromStored = ({ _id, ...mail }: Stored): SandboxMail => ({ id: _id, ...mail })

/** The mail of everyone outside, kept over restarts. */
export const createMailStore = (connection: Connection) => {
  const mails = connection.collection<Stored>('sandbox_mails')
  const list = async (filter: object, limit: number): Promise<SandboxMail[]> =>
    (await mails.find(filter).sort({ at: -1, _id: -1 }).limit(limit).toArray()).map((one) => fromStored(one as Stored))
  return {
    /** The same mail again changes nothing. */
    add: async ({ id, ...mail }: SandboxMail): Promise<void> => {
      await mails.updateOne({ _id: id }, { $setOnInsert: mail }, { upsert: true })
    },
    /** What people outside wrote and got until an instant, by their address. */
    forget: (async (isTheirs, until) => {
      const theirs = (await mails.distinct('outside')).filter(isTheirs)
      await mails.deleteMany({ outside: { $in: theirs }, at: { $lte: until } })
    }) satisfies ForgetOutside,
    get: async (id: string): Promise<SandboxMail | null> => {
      const found = await mails.findOne({ _id: id })
      return found && fromStored(found as Stored)
    },
    has: async (messageId: string): Promise<boolean> => (await mails.findOne({ messageId, direction: 'from-desk' })) !== null,
    /** What the desk sent, newest first. */
    sent: (to: string | undefined, limit: number) => list({ direction: 'from-desk', ...(to ? { outside: to } : {}) }, limit),
    /** Both directions, newest first. */
    of: (outside: string) => list({ outside }, 100),
    /** Everyone who has mail, whoever had some last first. */
    people: async (): Promise<{ address: string; count: number; at: Date }[]> => {
      const seen = new Map<string, { address: string; count: number; at: Date }>()
      for (const { outside, at } of await list({}, 1_000)) {
        const one = seen.get(outside) ?? { address: outside, count: 0, at }
        one.count++
        seen.set(outside, one)
      }
      return [...seen.values()]
    },
  }
}

export type MailStore = ReturnType<typeof createMailStore>

export const sandboxMailboxIndexes: IndexSpec[] = [
  { collection: 'sandbox_mails', key: { outside: 1, at: -1 } },
  { collection: 'sandbox_mails', key: { direction: 1, at: -1 } },
  { collection: 'sandbox_mails', key: { messageId: 1 } },
]
