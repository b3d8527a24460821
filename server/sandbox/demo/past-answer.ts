import type { MessageFiled } from '../../cases/index.ts'
import type { Message } from '../../hub/index.ts'
import { idFrom } from '../../platform/ids.ts'
import type { Platform } from '../../platform/room.ts'
import { system } from '../../staff/index.ts'
import type { DemoFaces } from './faces.ts'

/** Of the last message the customer wrote: what an answer to it needs. */
export interface Written {
  message: Message
  caseId: string
  customerId: string
  interactionId: string
}

const STATES: Record<string, 'read' | 'delivered' | 'sent'> = { chat: 'read', email: 'delivered' }

/**
 * Answers that went out long ago. They are stored as the hub would have left them after sending, because the hub's own way out would send them now,
 * to people who never wrote. `keep` stores all of them in one call; until then nobody reads them.
 */
export const createPastAnswers = (platform: Platform, { cases }: Pick<DemoFaces, 'cases'>) => {
  const written = new Map<string, { _id: string } & Omit<Message, 'id'> & { attempts: number }>()
  const answer = async (
    { message: to, caseId, customerId, interactionId }: Written,
    said: { key: string; text: string; authorId: string },
  ): Promise<void> => {
    const at = new Date(platform.clock.now())
    const id = `m_${idFrom('demo-answer', said.key)}`
    const state = STATES[to.channel] ?? 'sent'
    const message: Message = {
      id,
      direction: 'out',
      channel: to.channel,
      account: to.receivedBy[0] ?? to.account,
      externalId: to.channel === 'email' ? `<${id}@reply.larkfield.example>` : id,
      state: 'filed',
      from: { channel: to.channel, address: to.receivedBy[0] ?? to.account, trust: 'proved' },
      to: [to.from],
      participants: [],
      subject: to.subject,
      text: said.text,
      html: '',
      attachments: [],
      threadKeys: [],
      ownThreadKey: to.ownThreadKey,
      aliasKeys: [],
      checkSender: false,
      receivedBy: [],
      sentAt: at,
      receivedAt: at,
      isAutomatic: false,
      needsReply: false,
      demand: {},
      rawFileId: '',
      context: { status: 'waiting' },
      caseId,
      customerId,
      interactionId,
      suggestedCaseId: '',
      reason: '',
      authorId: said.authorId,
      delivery: { state, at, attempts: 1 },
    }
    const { id: _id, ...content } = message
    written.set(id, { _id, ...content, attempts: 0 })
    const filed: MessageFiled = {
      type: 'case.message-filed',
      messageId: id,
      direction: 'out',
      channel: to.channel,
      interactionId,
      customerId,
      receivedAt: at.toISOString(),
      isAutomatic: false,
      authorId: said.authorId,
      status: 'waiting',
    }
    await cases.intake.place(caseId, filed, { id: said.authorId })
    await cases.intake.commit(caseId, `d:${id}:${state}`, system('outbox').id, () => ({ type: 'case.delivery', messageId: id, state }))
  }

  const keep = async (): Promise<void> => {
    const messages = platform.connection.collection<{ _id: string }>('messages')
    const there = await messages.find({ _id: { $in: [...written.keys()] } }, { projection: { _id: 1 } }).toArray()
    for (const one of there) written.delete(one._id)
    if (written.size > 0) await messages.insertMany([...written.values()])
  }
  return { answer, keep }
}
