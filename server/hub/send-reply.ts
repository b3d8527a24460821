import { AppError, notFound } from '../platform/errors.ts'
import { idFrom } from '../platform/ids.ts'
import { maskCards } from '../platform/wire/mask-cards.ts'
import { type Actor, allow } from '../staff/index.ts'
import type { Channel } from './channel.ts'
import type { HubDeps } from './deps.ts'
import { titleOf } from './file-message.ts'
import type { Message, StoredAttachment } from './message.ts'
import { CLAIM_MS } from './message-store.ts'
import type { Outbox } from './outbox.ts'
import { outgoingMessage } from './outgoing-message.ts'
import { type Way, waysOf } from './reply-ways.ts'
import type { Uploads } from './uploads.ts'

export interface SendReply {
  caseId: string
  wayId?: string | undefined
  interactionId?: string | undefined
  channel?: string | undefined
  text: string
  /** Ids of the actor's own uploads. */
  attachments: string[]
  status: 'open' | 'waiting'
  commandId: string
}

const whyNoFiles = (channel: Channel, files: readonly StoredAttachment[]): AppError | null => {
  if (!channel.capabilities.attachments) return new AppError('no-attachments', 'invalid', 'This channel takes no attachments.')
  const why = channel.whyNoFiles?.(files)
  return why ? new AppError('files-not-taken', 'invalid', why) : null
}

/**
 * Answers the customer on one of the case's interactions. The message and its entry are durable when this resolves; sending follows.
 * Throws not-found, forbidden, conflict (merged, closed), invalid (nothing to answer on, blocked, too long, foreign upload).
 */
export const createSendReply = (deps: HubDeps, uploads: Uploads, outbox: Pick<Outbox, 'deliver' | 'pending'>) => {
  const { platform, messages, threads, cases, customers, channelOf } = deps

  /** Of a message that was written before there was a case. Messages without a thread, and of the same queue, come to it unless another is open there. */
  const beginCase = async (message: Message, queueId: string): Promise<void> => {
    const { caseId, customerId } = message
    await cases.intake.begin(message.authorId, { caseId, customerId, queueId, title: titleOf(message) })
    await cases.intake.slots.claim(await customers.currentOf(customerId), queueId, caseId)
  }

  /** Files an answer that is stored: its place in the case, then its way out. Run again after a crash it changes nothing twice. */
  const finishAnswer = async (messageId: string): Promise<void> => {
    const message = await messages.get(messageId)
    if (message?.state !== 'new') return
    let caseId = message.caseId
    for (let step = 0; ; step++) {
      const placed = await cases.intake.place(
        caseId,
        {
          type: 'case.message-filed',
          messageId,
          direction: 'out',
          channel: message.channel,
          interactionId: message.interactionId,
          customerId: message.customerId,
          receivedAt: message.receivedAt.toISOString(),
          isAutomatic: message.isAutomatic,
          authorId: message.authorId,
          status: message.context.status === 'open' ? 'open' : 'waiting',
        },
        { id: message.authorId },
      )
      if (placed.as === 'filed') break
      if (placed.as === 'unborn' && message.context.beginsIn && step < 100) {
        await beginCase(message, message.context.beginsIn)
        continue
      }
      if (placed.as !== 'merged' || step > 100)
        throw new AppError('case-chain', 'unavailable', 'The case of this answer could not be found.')
      // The case was merged while this answer was being written: it goes where the rest went.
      caseId = placed.into
    }
    caseId = await cases.intake.whereIs(caseId, messageId)
    await messages.markFiled(messageId, { caseId, dueAt: new Date(platform.clock.now()) })
    await platform.jobs.add('hub-deliver', { messageId }, { id: messageId })
  }

  const send = async (
    actor: Actor,
    { caseId, wayId, interactionId, channel, text, attachments, status, commandId }: SendReply,
  ): Promise<Message> => {
    allow(actor, 'case.reply')
    const id = `m_${idFrom('out', actor.id, commandId)}`
    const before = await messages.get(id)
    if (before) return before
    const current = await cases.getState(actor, caseId)
    if (current.mergedInto !== null) throw new AppError('case-merged', 'conflict', 'This case was merged into another. Answer there.')
    if (current.status === 'closed') throw new AppError('case-closed', 'conflict', 'Reopen the case first.')
    const ways = await waysOf(deps, actor, current)
    const isMeant = (one: Way): boolean => {
      if (wayId) return one.id === wayId
      return interactionId ? one.interactionId === interactionId : !channel || one.channel === channel
    }
    const way = ways.find(isMeant)
    if (!way)
      throw wayId || interactionId
        ? notFound(wayId ? 'way' : 'interaction')
        : new AppError('no-way', 'invalid', 'There is nothing to answer on in this case.')
    if (way.sendable === 'blocked') throw new AppError('blocked', 'invalid', way.why)
    if (way.maxLength > 0 && text.length > way.maxLength)
      throw new AppError('too-long', 'invalid', `At most ${way.maxLength} characters on this channel.`)
    const thread = await threads.byInteraction(way.interactionId)
    if (!thread) throw notFound('interaction')
    const files: StoredAttachment[] = attachments.length > 0 ? await uploads.use(actor, attachments, id) : []
    const refused = files.length > 0 ? whyNoFiles(channelOf(way.channel), files) : null
    if (refused) {
      await uploads.free(attachments, id)
      throw refused
    }
    const now = new Date(platform.clock.now())
    const message = outgoingMessage(
      {
        id,
        channel: way.channel,
        account: thread.account,
        to: [way.party],
        subject: way.subject,
        text: maskCards(text),
        attachments: files,
        ownThreadKey: thread.id,
        context: { status },
        caseId,
        customerId: current.customerId,
        interactionId: way.interactionId,
        authorId: actor.id,
        delivery: await outbox.pending(),
      },
      now,
    )
    await threads.admit(thread, [`${way.party.channel}:${way.party.address}`])
    await messages.add(message, new Date(now.getTime() + CLAIM_MS))
    await finishAnswer(id)
    return (await messages.get(id)) ?? message
  }

  platform.jobs.process<{ messageId: string }>('hub-deliver', ({ messageId }) => outbox.deliver(messageId), { concurrency: 8 })
  return { send, finishAnswer }
}
