import { join } from 'node:path'
import { createEmailChannel, type EmailOptions } from '../../../server/channels/email/index.ts'
import type { DeliveryReport, InboundMessage, Intake, Message, OutboundMessage } from '../../../server/hub/index.ts'
import { listeners } from '../../../server/limits.ts'
import { createFolderFiles } from '../../../server/platform/files/folder-files.ts'
import { newId } from '../../../server/platform/ids.ts'
import { openTestPlatform, type TestPlatform } from '../../setup/platform.ts'
import { deliver, rawMail } from './smtp-client.ts'

export const SUPPORT = 'support@larkfield.example'
export const ORDERS = 'orders@larkfield.example'
export const REPLY_DOMAIN = 'reply.larkfield.example'

type Options = Partial<Omit<EmailOptions, 'platform' | 'limits'>> & {
  machine?: TestPlatform
  take?: Intake
  minFreeBytes?: number
  limits?: Partial<EmailOptions['limits']>
}

/**
 * The email channel as the desk has it, on a free port, with an intake that writes down what it is given: the same message again is a duplicate, as
 * with the hub.
 */
export const openMailDesk = async ({ machine, take, minFreeBytes, limits = {}, ...options }: Options = {}) => {
  const opened = machine ?? (await openTestPlatform())
  const files = createFolderFiles(join(opened.dataDir, 'files'), minFreeBytes)
  const platform = { ...opened.platform, files }
  const messages: InboundMessage[] = []
  const reports: DeliveryReport[] = []
  const known = new Map<string, InboundMessage>()
  const intake: Intake = async (event) => {
    if (take) return take(event)
    if (event.type === 'delivery') {
      reports.push(event)
      return { messageId: event.messageId, isDuplicate: false }
    }
    const identity = event.identity ?? event.externalId
    const before = known.get(identity)
    if (before) before.receivedBy = [...new Set([...before.receivedBy, ...event.receivedBy])]
    else {
      known.set(identity, event)
      messages.push(event)
    }
    return { messageId: `m_${identity.slice(0, 24)}`, isDuplicate: before !== undefined }
  }
  const channel = createEmailChannel({
    platform,
    mailboxes: [SUPPORT, ORDERS],
    smtp: { host: '127.0.0.1', port: 0, url: undefined },
    replyDomain: REPLY_DOMAIN,
    transportUrl: 'smtp://127.0.0.1:9',
    closedAt: async () => null,
    ...options,
    limits: { ...listeners.smtp, ...limits },
  })
  const abort = new AbortController()
  await channel.start(intake, abort.signal)
  return {
    channel,
    platform,
    machine: opened,
    messages,
    reports,
    intake,
    port: channel.port,
    /** Delivers and gives the one message that came of it. */
    receive: async (fields: Record<string, string | string[]>, body?: string, envelope?: Parameters<typeof deliver>[2]) => {
      const before = messages.length
      const answer = await deliver(channel.port, rawMail({ 'Message-ID': `<${newId()}@rivet.example>`, ...fields }, body), envelope)
      if (answer.code !== 250) throw new Error(`refused: ${answer.text}`)
      const message = messages[before]
      if (!message || messages.length !== before + 1) throw new Error(`${messages.length - before} messages came of one mail`)
      return message
    },
    close: async () => {
      abort.abort()
      await channel.stop()
      if (!machine) await opened.close()
    },
  }
}

export type MailDesk = Awaited<ReturnType<typeof openMailDesk>>

/** An answer on its way out, as the hub hands it over. */
export const outbound = (given: Partial<Message> = {}, rest: Partial<Omit<OutboundMessage, 'message'>> = {}): OutboundMessage => {
  const now = new Date()
  const message: Message = {
    id: `m_${newId()}`,
    direction: 'out',
    channel: 'email',
    account: 'desk',
    externalId: '',
    state: 'filed',
    from: { channel: 'email', address: SUPPORT, trust: 'proved' },
    to: [{ channel: 'email', address: 'marta@rivet.example', name: 'Marta Okonjo', trust: 'channel-verified' }],
    participants: [],
    subject: 'Gear slips',
    text: 'Dear Marta,\nthe part is on its way.\n\nBo',
    html: '',
    attachments: [],
    threadKeys: [],
    ownThreadKey: 'email:root',
    aliasKeys: [],
    checkSender: false,
    receivedBy: [],
    sentAt: now,
    receivedAt: now,
    needsReply: true,
    demand: {},
    isAutomatic: false,
    rawFileId: '',
    context: {},
    caseId: 'c_1',
    customerId: 'u_1',
    interactionId: 'i_1',
    suggestedCaseId: '',
    reason: '',
    authorId: 'a_1',
    delivery: { state: 'sending', at: now, attempts: 1 },
    ...given,
  }
  return {
    message,
    threadKey: 'email:root',
    references: [],
    account: SUPPORT,
    agentName: 'Bo Lindqvist',
    open: () => Promise.reject(new Error('no attachment')),
    ...rest,
  }
}
