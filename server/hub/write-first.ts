import { AppError } from '../platform/errors.ts'
import { idFrom } from '../platform/ids.ts'
import { type Actor, allow, system } from '../staff/index.ts'
import type { HubDeps } from './deps.ts'
import type { Message, Party } from './message.ts'
import { CLAIM_MS } from './message-store.ts'
import type { Outbox } from './outbox.ts'
import { outgoingMessage } from './outgoing-message.ts'
import { whyNotSendable } from './reply-ways.ts'
import { interactionOf } from './thread.ts'

const hub = system('hub')

export interface WriteFirst {
  customerId: string
  /** One of the customer's own identities. */
  channel: string
  address: string
  queueId?: string | undefined
  subject: string
  text: string
  commandId: string
}

/**
 * Writes to a customer who did not write first: begins a case in the queue, which is the author's, and its first message. Both are durable when this
 * resolves; sending follows. Throws not-found (customer, queue), forbidden, conflict (erased), invalid (no address of theirs, a channel that only
 * answers or cannot be used now).
 */
export const createWriteFirst =
  (deps: HubDeps, outbox: Pick<Outbox, 'pending'>, finishAnswer: (messageId: string) => Promise<void>) =>
  async (actor: Actor, { customerId, channel: kind, address, queueId, subject, text, commandId }: WriteFirst): Promise<Message> => {
    allow(actor, 'case.reply')
    const { platform, messages, threads, cases, customers, queues, channelOf } = deps
    const id = `m_${idFrom('first', actor.id, commandId)}`
    const caseId = `c_${idFrom(id)}`

    const store = async (): Promise<void> => {
      const queue = queueId ? await queues.getQueue(actor, queueId) : queues.queueFor('')
      const customer = await customers.getCustomer(hub, await customers.currentOf(customerId))
      if (customer.erasedAt !== null)
        throw new AppError('customer-erased', 'conflict', 'This customer was erased: nobody is there to write to.')
      const channel = channelOf(kind)
      if (!channel.begin) throw new AppError('only-answers', 'invalid', `${channel.label} can be answered here, not begun.`)
      const wanted = channel.normalise(address)
      const identity = customer.identities.find((one) => one.channel === kind && one.address === wanted)
      if (!identity) throw new AppError('not-theirs', 'invalid', 'This customer is not reached on this address.')
      const { threadKey, account } = channel.begin({ messageId: id, to: wanted, ours: queue.sources })
      const now = new Date(platform.clock.now())
      const standing = await channel.sendable({ threadKey, lastInboundAt: null, lastInboundId: null }, now)
      const why = whyNotSendable(standing)
      if (why) throw new AppError('blocked', 'invalid', why)
      const party: Party = { channel: kind, address: wanted, trust: identity.trust, name: customer.name }
      const interactionId = interactionOf(threadKey)
      await threads.begin({
        id: threadKey,
        interactionId,
        channel: kind,
        account,
        cases: [caseId],
        current: caseId,
        participants: [`${kind}:${wanted}`],
      })
      const message = outgoingMessage(
        {
          id,
          channel: kind,
          account,
          to: [party],
          subject,
          text,
          attachments: [],
          ownThreadKey: threadKey,
          context: { status: 'waiting', beginsIn: queue.id },
          caseId,
          customerId: identity.customerId,
          interactionId,
          authorId: actor.id,
          delivery: await outbox.pending(),
        },
        now,
      )
      await messages.add(message, new Date(now.getTime() + CLAIM_MS))
    }

    if (!(await messages.get(id))) await store()
    await finishAnswer(id)
    if (actor.type === 'staff') await cases.assignCase(actor, { caseId, assigneeId: actor.id, commandId })
    const written = await messages.get(id)
    if (!written) throw new AppError('message-gone', 'conflict', 'This customer was erased meanwhile.')
    return written
  }
