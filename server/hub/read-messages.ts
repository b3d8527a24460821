import type { Readable } from 'node:stream'
import type * as z from 'zod'
import { seesCase } from '../cases/index.ts'
import { notFound } from '../platform/errors.ts'
import type { createHtmlSanitiser } from '../platform/mail/html-sanitiser.ts'
import { type Actor, allow, seesTeams, system } from '../staff/index.ts'
import type { HubDeps } from './deps.ts'
import type { Message, StoredAttachment } from './message.ts'
import { queueOf } from './queue-of.ts'
import { type createRemotePictures, remoteAddresses } from './remote-pictures.ts'
import { typeOf } from './sniff-type.ts'
import type { MessageHtml, MessageQuery, MessageWithPictures } from './wire.ts'

const desk = system('hub')

/** Somebody is about to be given the bytes of an attachment. */
export type OpenListener = (actor: Actor, message: Message, fileId: string) => Promise<void>

/** Reads of messages. A message is seen by whoever sees its case; one without a case by whoever sees the queue it would go to (SECURITY A1). */
export const createMessageReads = (
  { messages, cases, queues, platform }: HubDeps,
  sanitiser: Pick<ReturnType<typeof createHtmlSanitiser>, 'sanitise'>,
  openListeners: readonly OpenListener[],
  withPictures: ReturnType<typeof createRemotePictures>,
) => {
  const seen = async (actor: Actor, list: readonly Message[]): Promise<Message[]> => {
    const caseIds = [...new Set(list.map((one) => one.caseId || one.suggestedCaseId).filter(Boolean))]
    await queues.learn(list.flatMap(({ demand }) => demand?.queueId ?? []))
    // By its queue alone: a key that may read messages need not be one that may read cases.
    const states = await cases.getStates(desk, caseIds)
    const visible = new Set(states.filter((one) => seesCase(actor, one, queues)).map((one) => one.id))
    return list.filter((one) => {
      const caseId = one.caseId || one.suggestedCaseId
      return caseId === '' ? seesTeams(actor, queueOf(queues, one).restrictedTo) : visible.has(caseId)
    })
  }
  /** Throws forbidden, not-found. */
  const getMessage = async (actor: Actor, id: string): Promise<Message> => {
    allow(actor, 'message.read')
    const message = await messages.get(id)
    const [shown] = message ? await seen(actor, [message]) : []
    if (!shown) throw notFound('message')
    return shown
  }
  /** The HTML body, made harmless at read time (SECURITY C1), off the main loop (R8). */
  const readHtml = async (actor: Actor, id: string): Promise<MessageHtml> => {
    const message = await getMessage(actor, id)
    const { html, version } = await sanitiser.sanitise(message.html)
    return {
      html,
      sanitiser: version,
      images: message.attachments
        .filter(({ contentId, type }) => contentId && type.startsWith('image/'))
        .map(({ contentId, fileId, bytes }) => ({ contentId, attachmentId: fileId, bytes })),
      remotePictures: remoteAddresses(html).length,
    }
  }
  return {
    getMessage,
    /** Newest first; what the actor may not see is left out of the page. */
    listMessages: async (actor: Actor, query: z.infer<typeof MessageQuery>): Promise<{ items: Message[]; nextCursor: string | null }> => {
      allow(actor, 'message.read')
      const filter: Record<string, unknown>[] = []
      if (query.channel !== undefined) filter.push({ channel: query.channel })
      if (query.externalId !== undefined) filter.push({ externalId: { $in: [query.externalId, `<${query.externalId}>`] } })
      if (query.state) filter.push({ state: query.state === 'held' ? { $in: ['quarantined', 'failed'] } : query.state })
      if (query.cursor) {
        const [at, id] = platform.cursors.read('messages', query.cursor)
        const moment = new Date(Number(at))
        filter.push({ $or: [{ receivedAt: { $lt: moment } }, { receivedAt: moment, _id: { $lt: String(id) } }] })
      }
      const found = await messages.find(filter.length > 0 ? { $and: filter } : {}, { receivedAt: -1, _id: -1 }, query.limit + 1)
      const pageItems = found.slice(0, query.limit)
      const last = pageItems.at(-1)
      return {
        items: await seen(actor, pageItems),
        nextCursor: found.length > query.limit && last ? platform.cursors.sign('messages', [last.receivedAt.getTime(), last.id]) : null,
      }
    },
    byIds: messages.getMany,
    /** Messages of one thread in both directions, oldest first: what a visitor is shown of its own session. */
    messagesOfThread: (interactionId: string): Promise<Message[]> => messages.find({ interactionId }, { receivedAt: 1 }, 1000),
    readHtml,
    /** The same with what it names elsewhere, which its sender learns of: for whoever asked for it (SECURITY C2). */
    readHtmlWithPictures: async (actor: Actor, id: string): Promise<MessageWithPictures> => {
      const mail = await readHtml(actor, id)
      return { ...mail, ...(await withPictures(mail.html)) }
    },
    /** One attachment's bytes, through message → case → actor. Throws forbidden, not-found. */
    readAttachment: async (actor: Actor, messageId: string, fileId: string): Promise<{ attachment: StoredAttachment; bytes: Readable }> => {
      const message = await getMessage(actor, messageId)
      const attachment = message.attachments.find((one) => one.fileId === fileId)
      if (!attachment) throw notFound('attachment')
      for (const tell of openListeners) await tell(actor, message, fileId)
      // What the sender said it is counts for nothing (SECURITY F1).
      return { attachment: { ...attachment, type: await typeOf(platform.files, fileId) }, bytes: await platform.files.open(fileId) }
    },
  }
}
