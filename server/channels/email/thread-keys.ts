import { fieldOf, type HeaderField } from '../../platform/mail/header.ts'
import { readMessageIds } from '../../platform/mail/message-ids.ts'
import type { Door } from './addresses.ts'
import { keyOfMessageId } from './tokens.ts'

const MAX_REFERENCES = 40

export interface ThreadKeys {
  threadKeys: string[]
  ownThreadKey: string
  aliasKeys: string[]
}

/**
 * By what a mail names its thread, most specific first: our reply token, the mail it answers, those before it, the first one last. Never the subject
 * (SECURITY E3). `fallbackId`: what stands for a Message-ID the mail does not have.
 */
export const readThreadKeys = (fields: readonly HeaderField[], doors: readonly Door[], fallbackId: string): ThreadKeys => {
  const [ownId = fallbackId] = readMessageIds(fieldOf(fields, 'message-id'))
  const references = readMessageIds(fieldOf(fields, 'references'))
  const answered = readMessageIds(fieldOf(fields, 'in-reply-to')).slice(0, 5)
  const [root, ...rest] = references
  const earlier = [...answered, ...rest.slice(-MAX_REFERENCES).reverse(), ...(root ? [root] : [])].filter((id) => id !== ownId)
  const tokens = doors.flatMap((door) => (door.as === 'reply' && !door.isOld ? [door.threadKey] : []))
  return {
    threadKeys: [...new Set([...tokens, ...earlier.map(keyOfMessageId)])],
    ownThreadKey: keyOfMessageId(root ?? answered[0] ?? ownId),
    aliasKeys: [keyOfMessageId(ownId)],
  }
}
