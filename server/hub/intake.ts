import { atMost } from '../platform/at-most.ts'
import { AppError } from '../platform/errors.ts'
import { idFrom } from '../platform/ids.ts'
import { oneLine, plainText } from '../platform/mail/plain-text.ts'
import { createQueueByKey } from '../platform/stream-queue.ts'
import { maskCards, maskCardsInHtml } from '../platform/wire/mask-cards.ts'
import type { HubDeps } from './deps.ts'
import type { FileMessage } from './file-message.ts'
import type { InboundMessage, Message, Party } from './message.ts'
import { CLAIM_MS } from './message-store.ts'

/** What one message may hold, in characters. Channels have limits of their own; these protect the store. */
const LONGEST = { text: 1_000_000, html: 4_000_000, subject: 2_000, keys: 100 }

/**
 * So many messages may be durable and not yet filed. More would gain nothing, as filing shares its calls to the store among a few hundred already; they would
 * only lie in memory. Under a flood the doors answer as fast as messages are filed.
 */
const MOST_UNFILED = 512

const cut = (text: string, limit: number): string => (text.length > limit ? text.slice(0, limit) : text)

/** What comes in by some doors holds anything. As a header of a mail it would be refused for ever. */
const clean = (party: Party): Party => (party.name === undefined ? party : { ...party, name: oneLine(maskCards(party.name)) })

export const messageIdOf = (channel: string, account: string, externalId: string): string => `m_${idFrom(channel, account, externalId)}`

const toMessage = (event: InboundMessage, now: Date): Message => ({
  id: messageIdOf(event.channel, event.account, event.identity ?? event.externalId),
  direction: 'in',
  channel: event.channel,
  account: event.account,
  externalId: event.externalId,
  state: 'new',
  from: clean(event.from),
  to: [],
  participants: (event.participants ?? []).map(clean),
  subject: oneLine(maskCards(cut(event.subject ?? '', LONGEST.subject))),
  text: plainText(maskCards(cut(event.text, LONGEST.text))),
  html: maskCardsInHtml(cut(event.html ?? '', LONGEST.html)),
  attachments: (event.attachments ?? []).map((one) => ({ ...one, contentId: one.contentId ?? '' })),
  threadKeys: event.threadKeys.slice(0, LONGEST.keys),
  ownThreadKey: event.ownThreadKey,
  aliasKeys: (event.aliasKeys ?? []).slice(0, LONGEST.keys),
  checkSender: event.checkSender ?? false,
  receivedBy: [...new Set(event.receivedBy)],
  sentAt: event.sentAt ?? now,
  receivedAt: now,
  isAutomatic: event.isAutomatic ?? false,
  ...(event.isPerson ? { isPerson: true } : {}),
  needsReply: event.needsReply ?? true,
  demand: event.demand ?? {},
  rawFileId: event.rawFileId ?? '',
  context: event.context ?? {},
  caseId: '',
  customerId: '',
  interactionId: '',
  suggestedCaseId: '',
  reason: '',
  authorId: '',
  delivery: null,
})

/**
 * Takes a message in: resolves once it is durable, and files it afterwards. The message document is the inbox, so nothing is lost between the two;
 * the sweep files what a crash left over. Messages of one thread are filed in the order they came.
 */
export const createIntake = ({ platform, messages }: HubDeps, file: FileMessage) => {
  const inTurn = createQueueByKey()
  const filing = new Set<Promise<unknown>>()
  const room = atMost(MOST_UNFILED)
  const fileSoon = (message: Message, beginsThread: boolean): void => {
    const run = inTurn(message.ownThreadKey, () => file(message, { isRetry: false, beginsThread })).catch((error: unknown) => {
      // The message stays `new`: the sweep takes it up again.
      platform.log.warn({ err: error, messageId: message.id }, 'filing failed and will be tried again')
    })
    filing.add(run)
    void run.finally(() => {
      filing.delete(run)
      room.leave()
    })
  }
  /** A mail as it came would keep the card number that was taken out of its words (SECURITY P7), so that form of it is given up. */
  const withoutRaw = async (event: InboundMessage, message: Message): Promise<Message> => {
    const { text, html, subject, from, rawFileId } = message
    const isMasked =
      text !== cut(event.text, LONGEST.text) ||
      html !== cut(event.html ?? '', LONGEST.html) ||
      subject !== cut(event.subject ?? '', LONGEST.subject) ||
      from.name !== event.from.name
    if (rawFileId === '' || !isMasked) return message
    await platform.files.remove(rawFileId)
    return { ...message, rawFileId: '' }
  }
  return {
    take: async (event: InboundMessage): Promise<{ messageId: string; isDuplicate: boolean }> => {
      if (!event.externalId || !event.ownThreadKey)
        throw new AppError('inbound-event', 'invalid', 'An inbound message needs its provider id and a thread key.')
      await room.enter()
      let isFiling = false
      try {
        const now = platform.clock.now()
        const message = await withoutRaw(event, toMessage(event, new Date(now)))
        if (await messages.add(message, new Date(now + CLAIM_MS))) {
          fileSoon(message, event.beginsThread ?? false)
          isFiling = true
          return { messageId: message.id, isDuplicate: false }
        }
        await messages.addReceivers(message.id, message.receivedBy)
        return { messageId: message.id, isDuplicate: true }
      } finally {
        if (!isFiling) room.leave()
      }
    },
    /** Resolves when everything taken in by this process so far was filed or has failed once. */
    settled: async (): Promise<void> => {
      while (filing.size > 0) await Promise.all(filing)
    },
  }
}
