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
 * An answer that went out long ago. It is stored as the hub would have left it after sending, because the hub's own way out would send it now, to
 * people who never wrote.
 */
export const pastAnswer =
  (platform: Platform, { cases }: Pick<DemoFaces, 'cases'>) =>
  async (
    { message: to, caseId, customerId, interactionId }: Written,
    answer: { key: string; text: string; authorId: string },
  ): Promise<void> => {
    const at = new Date(platform.clock.now())
    const id = `m_${idFrom('demo-answer', answer.key)}`
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
      text: answer.text,
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
      rawFileId: '',
      context: { status: 'waiting' },
      caseId,
      customerId,
      interactionId,
      suggestedCaseId: '',
      reason: '',
      authorId: answer.authorId,
      delivery: { state, at, attempts: 1 },
    }
    const { id: _id, ...content } = message
    await platform.connection
      .collection<{ _id: string }>('messages')
      .updateOne({ _id: id }, { $setOnInsert: { ...content, attempts: 0 } as never }, { upsert: true })
    const filed: MessageFiled = {
      type: 'case.message-filed',
      messageId: id,
      direction: 'out',
      channel: to.channel,
      interactionId,
      customerId,
      receivedAt: at.toISOString(),
      isAutomatic: false,
      authorId: answer.authorId,
      status: 'waiting',
    }
    await cases.intake.place(caseId, filed, { id: answer.authorId })
    await cases.intake.commit(caseId, `d:${id}:${state}`, system('outbox').id, () => ({ type: 'case.delivery', messageId: id, state }))
  }
