import { idFrom } from '../platform/ids.ts'

/** One thread of a channel and the cases its messages went to. Addresses lie here, erasable, never in entries. */
export interface Thread {
  /** The channel's own thread key. */
  id: string
  interactionId: string
  channel: string
  account: string
  /** Every case it ever had. */
  cases: string[]
  /** Where its next message goes (merges are followed from there, so that an undo points back by itself). */
  current: string
  /** `channel:address` of everyone who may write into it. */
  participants: string[]
}

/** The interaction a thread is, inside its case. */
export const interactionOf = (threadKey: string): string => `i_${idFrom(threadKey)}`

export type Choice =
  | { as: 'known'; thread: Thread }
  /** The sender has no part in the thread its token or reference names. */
  | { as: 'stranger'; thread: Thread }
  | { as: 'none' }

/**
 * Which thread a message belongs to: the first of its keys that is known. A token or reference routes, it never authorises: a sender without part in
 * that thread is a stranger (SECURITY E2). A thread found only by the key that this message would begin is not taken from people with no part in it.
 */
export const chooseThread = (
  message: { threadKeys: readonly string[]; ownThreadKey: string; checkSender: boolean; from: { channel: string; address: string } },
  known: ReadonlyMap<string, Thread>,
): Choice => {
  const sender = `${message.from.channel}:${message.from.address}`
  for (const key of message.threadKeys) {
    const thread = known.get(key)
    if (!thread) continue
    return message.checkSender && !thread.participants.includes(sender) ? { as: 'stranger', thread } : { as: 'known', thread }
  }
  const own = known.get(message.ownThreadKey)
  return own?.participants.includes(sender) ? { as: 'known', thread: own } : { as: 'none' }
}
