import { strictAddress } from '../../platform/mail/address.ts'
import type { Tokens } from './tokens.ts'

/** What a recipient of the mail door is to us. */
export type Door =
  | { as: 'mailbox'; address: string }
  /** `isOld`: of a token, given out long ago; of a mail that arrived by it, too old for its thread. */
  | { as: 'reply'; threadKey: string; isOld: boolean }
  | { as: 'bounce'; messageId: string }

/** Which addresses are ours, and what they are for. */
export const createAddresses = ({
  mailboxes,
  replyDomain,
  tokens,
}: {
  mailboxes: readonly string[]
  replyDomain: string | undefined
  tokens: Tokens
}) => {
  const boxes = new Set(mailboxes.map((one) => one.toLowerCase()))
  const domain = replyDomain?.toLowerCase()
  return {
    /** Null: nothing of ours, to be refused (SECURITY E7). */
    doorOf: (recipient: string, now: number): Door | null => {
      const address = strictAddress(recipient)
      if (!address) return null
      if (boxes.has(address)) return { as: 'mailbox', address }
      const at = address.lastIndexOf('@')
      if (!domain || address.slice(at + 1) !== domain) return null
      const local = address.slice(0, at)
      const messageId = tokens.readBounce(local)
      if (messageId) return { as: 'bounce', messageId }
      const reply = local.startsWith('reply+') ? tokens.readReply(local.slice('reply+'.length), now) : null
      return reply && { as: 'reply', ...reply }
    },
    isOurs: (address: string): boolean => boxes.has(address) || (domain !== undefined && address.endsWith(`@${domain}`)),
    /** Our message that went out under this Message-ID; null when the mark in it is not ours. */
    messageOf: tokens.readMessageId,
    replyTo: (token: string): string | null => (domain ? `reply+${token}@${domain}` : null),
    bounceTo: (local: string): string | null => (domain ? `${local}@${domain}` : null),
    /** Of our domain, and no door: whatever is sent there is refused while its sender still listens. */
    refused: domain ? `nobody@${domain}` : null,
    mailboxes: [...boxes],
    /** Of our Message-IDs. */
    idDomain: domain ?? [...boxes][0]?.split('@')[1] ?? 'desk.invalid',
  }
}

export type Addresses = ReturnType<typeof createAddresses>
