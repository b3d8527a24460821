import { AppError } from '../platform/errors.ts'
import { PAUSED_WORDS } from '../platform/outward.ts'
import { system } from '../staff/index.ts'
import type { OutboundMessage } from './channel.ts'
import type { HubDeps } from './deps.ts'
import type { Delivery, DeliveryReport, DeliveryState, Message } from './message.ts'
import type { StoredMessage } from './message-store.ts'

/** A report never moves a message back. A bounce may come after `sent`, never after it was read. */
const rank: Record<DeliveryState, number> = { pending: 0, sending: 1, unknown: 2, sent: 3, delivered: 4, bounced: 5, failed: 5, read: 6 }
const below = (state: DeliveryState): string[] =>
  (Object.keys(rank) as DeliveryState[]).filter((one) => rank[one] < rank[state] || (state === 'sent' && one === 'failed'))
const ATTEMPTS = 8
const FIRST_PAUSE_MS = 2_000
const LONGEST_PAUSE_MS = 15 * 60_000

/** What kind of fault lies behind it: a code such as ECONNREFUSED, or the name of the error. */
const causeOf = ({ cause }: AppError): string | undefined => {
  if (!(cause instanceof Error)) return undefined
  const { code } = cause as { code?: unknown }
  return typeof code === 'string' ? code : cause.name
}

/** Sends what is written, and keeps each message's delivery state. The entry in the case comes first; the state on the message is its projection. */
export const createOutbox = (deps: HubDeps) => {
  const { platform, messages, threads, cases, channelOf, staff } = deps
  const by = system('outbox')

  const setState = async (
    message: Message,
    state: DeliveryState,
    more: { reason?: string; externalId?: string; dueAt?: Date } = {},
  ): Promise<void> => {
    if (state !== 'pending')
      await cases.intake.commit(message.caseId, `d:${message.id}:${state}`, by.id, () => ({
        type: 'case.delivery',
        messageId: message.id,
        state,
      }))
    const delivery = {
      state,
      at: new Date(platform.clock.now()),
      attempts: message.delivery?.attempts ?? 0,
      ...(more.reason ? { reason: more.reason } : {}),
    }
    await messages.set(
      message.id,
      { delivery, ...(more.externalId ? { externalId: more.externalId } : {}), ...(more.dueAt ? { dueAt: more.dueAt } : {}) },
      more.dueAt ? [] : ['dueAt'],
      // A report may have overtaken this: what was read meanwhile is not merely sent. A new try begins from any state that is no success.
      { 'delivery.state': { $in: state === 'pending' ? ['sending', 'unknown', 'failed'] : below(state) } },
    )
    platform.bus.tell({ name: 'message.delivery-changed', data: { messageId: message.id, caseId: message.caseId } })
  }

  const toOutbound = async (message: Message): Promise<OutboundMessage> => {
    const thread = await threads.byInteraction(message.interactionId)
    if (!thread) throw new AppError('thread-missing', 'invalid', 'The thread of this message is gone.')
    const before = await messages.find(
      { interactionId: message.interactionId, receivedAt: { $lt: message.receivedAt } },
      { receivedAt: -1 },
      20,
    )
    const author = message.authorId ? await staff.actorOf(message.authorId) : null
    return {
      message,
      threadKey: thread.id,
      references: before.reverse().map((one) => one.externalId),
      account: thread.account,
      agentName: author?.name ?? '',
      open: (fileId) => platform.files.open(fileId),
    }
  }

  /** Being sent by this process, however long it takes. */
  const underWay = new Set<string>()
  const attempt = async (stored: StoredMessage): Promise<void> => {
    const message = messages.fromStored(stored)
    underWay.add(message.id)
    try {
      const outbound = await toOutbound(message)
      const channel = channelOf(message.channel)
      await threads.addKeys(outbound.threadKey, channel.keysFor?.(outbound) ?? [])
      const sent = await channel.send(outbound)
      await setState(message, sent.state ?? 'sent', sent)
    } catch (error) {
      const known = error instanceof AppError ? error : new AppError('send', 'unavailable', 'The channel did not answer.', { cause: error })
      const tries = message.delivery?.attempts ?? 1
      // What a provider says may name an address: it stands beside the message, for those who may read it.
      platform.log.warn({ messageId: message.id, code: known.code, cause: causeOf(known), tries }, 'sending failed')
      if ((known.kind === 'unavailable' || known.kind === 'rate-limited') && tries < ATTEMPTS) {
        const pause = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS)
        await setState(message, 'pending', { reason: known.message, dueAt: new Date(platform.clock.now() + pause) })
      } else await setState(message, 'failed', { reason: known.message })
    } finally {
      underWay.delete(message.id)
    }
  }

  /** A message that was being sent when its process died: sent again, looked up, or shown as unknown, as the channel allows. */
  const resume = async (stored: StoredMessage): Promise<void> => {
    const message = messages.fromStored(stored)
    const channel = channelOf(message.channel)
    const { dedupe } = channel.capabilities
    if (dedupe === 'native') return attempt(stored)
    const found = dedupe === 'lookup' ? await channel.lookup?.(await toOutbound(message)) : undefined
    if (found) return setState(message, found.state ?? 'sent', { externalId: found.externalId })
    if (dedupe === 'lookup') return attempt(stored)
    await setState(message, 'unknown', { reason: 'the desk was restarted while this was being sent' })
  }

  const isPaused = async (): Promise<boolean> => (await platform.outward.pausedSince()) !== null

  const deliver = async (messageId: string): Promise<void> => {
    if (await isPaused()) return
    const taken = await messages.takeForSending(messageId, platform.clock.now())
    if (taken) await attempt(taken)
  }

  return {
    deliver,
    setState,
    /** How a message begins that is to be sent: where sending is paused, it says so. */
    pending: async (): Promise<Delivery> => ({
      state: 'pending',
      at: new Date(platform.clock.now()),
      attempts: 0,
      ...((await isPaused()) ? { reason: PAUSED_WORDS } : {}),
    }),
    /** Says the same beside everything that was waiting when the backup was made. */
    explainPause: async (): Promise<void> => {
      if (await isPaused()) await messages.noteWaiting(PAUSED_WORDS)
    },
    /** Sends what is due again, and settles what was cut off; all of it stays as it is while sending is paused. */
    sweep: async (): Promise<void> => {
      if (await isPaused()) return
      for (;;) {
        const stored = await messages.claimOutgoing(platform.clock.now())
        if (!stored) return
        if (underWay.has(stored._id)) continue
        if (stored.delivery?.state === 'sending') await resume(stored)
        else await deliver(stored._id)
      }
    },
    /** Notes what a provider says became of a message. Unknown messages and old news change nothing. */
    recordDelivery: async (report: DeliveryReport): Promise<void> => {
      const message = await messages.get(report.messageId)
      if (!message?.delivery || message.channel !== report.channel) return
      if (rank[report.state] <= rank[message.delivery.state]) return
      await setState(message, report.state, report.reason ? { reason: report.reason } : {})
    },
  }
}

export type Outbox = ReturnType<typeof createOutbox>
