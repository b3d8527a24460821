import * as z from 'zod'
import { page, type Route, route } from '../platform/routes.ts'
import { sendStream } from '../platform/send-stream.ts'
import type { Actor } from '../staff/index.ts'
import type { Hub } from './index.ts'
import { presentMessage } from './present-message.ts'
import * as wire from './wire.ts'

const One = z.object({ messageId: z.string().max(60) })
const InCase = z.object({ caseId: z.string().max(60) })
const OfCustomer = z.object({ customerId: z.string().max(60) })
const Attachment = One.extend({ fileId: z.string().max(60) })
const inline = /^(image\/(png|jpeg|gif|webp)|audio\/(mpeg|wav|webm))$/

/** RFC 6266 with RFC 5987's encoding: the plain name for old clients, the true one beside it. */
const disposition = (kind: 'inline' | 'attachment', name: string): string =>
  `${kind}; filename="${name.replace(/[^\x20-\x7e]|["\\%]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)}`

export const hubRoutes = (hub: Omit<Hub, 'parts'>): Route<Actor>[] => [
  route({
    method: 'get',
    path: '/messages',
    summary: 'Messages of all channels, newest first.',
    may: 'message.read',
    query: wire.MessageQuery,
    answer: page(wire.MessageView),
    run: async (actor: Actor, input) => {
      const { items, nextCursor } = await hub.listMessages(actor, input)
      return { items: items.map(presentMessage), nextCursor }
    },
  }),
  route({
    method: 'get',
    path: '/messages/:messageId',
    summary: 'One message.',
    may: 'message.read',
    params: One,
    answer: wire.MessageView,
    run: async (actor: Actor, { messageId }) => presentMessage(await hub.getMessage(actor, messageId)),
  }),
  route({
    method: 'get',
    path: '/messages/:messageId/html',
    summary: 'The HTML body of a message, made harmless.',
    may: 'message.read',
    params: One,
    answer: wire.MessageHtml,
    run: (actor: Actor, { messageId }) => hub.readHtml(actor, messageId),
  }),
  route({
    method: 'post',
    path: '/messages/:messageId/pictures',
    summary:
      'The HTML body with the pictures that it names elsewhere. The desk fetches them, and their sender learns that the mail was read.',
    may: 'message.read',
    limit: 'mail-pictures',
    params: One,
    answer: wire.MessageWithPictures,
    // Not because of a secret: pictures are not kept.
    secretAnswer: true,
    run: (actor: Actor, { messageId }) => hub.readHtmlWithPictures(actor, messageId),
  }),
  route({
    method: 'get',
    path: '/messages/:messageId/attachments/:fileId',
    summary: 'The bytes of an attachment. Only images and sound are shown inline; all else is a download.',
    may: 'message.read',
    params: Attachment,
    run: async (actor: Actor, { messageId, fileId }, { response }) => {
      const { attachment, bytes } = await hub.readAttachment(actor, messageId, fileId)
      const shown = inline.test(attachment.type)
      response.set({
        'Content-Type': shown ? attachment.type : 'application/octet-stream',
        'Content-Length': String(attachment.bytes),
        'Content-Disposition': disposition(shown ? 'inline' : 'attachment', attachment.name),
        'Content-Security-Policy': "sandbox; default-src 'none'",
        'Cross-Origin-Resource-Policy': 'same-origin',
        'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'private, no-store',
      })
      await sendStream(bytes, response)
    },
  }),
  route({
    method: 'post',
    path: '/uploads',
    summary: 'Bytes on their way into a message: the body is the file, its name is in the query. Used once, within an hour.',
    may: 'case.reply',
    limit: 'upload',
    isFile: true,
    query: z.object({ name: z.string().min(1).max(255) }).strict(),
    answer: wire.AttachmentView,
    status: 201,
    run: (actor: Actor, { name }, { request }) => hub.addUpload(actor, name, request, request.get('content-length')),
  }),
  route({
    method: 'post',
    path: '/cases/:caseId/replies',
    summary: 'Answer the customer.',
    may: 'case.reply',
    also: ['case.read'],
    params: InCase,
    body: wire.SendReply,
    answer: wire.MessageView,
    status: 201,
    run: async (actor: Actor, input, { commandId }) => presentMessage(await hub.sendReply(actor, { ...input, commandId })),
  }),
  route({
    method: 'post',
    path: '/customers/:customerId/messages',
    summary: 'Write to a customer who did not write first: begins a case, which is yours.',
    may: 'case.reply',
    also: ['queue.read'],
    params: OfCustomer,
    body: wire.WriteFirst,
    answer: wire.MessageView,
    status: 201,
    run: async (actor: Actor, input, { commandId }) => presentMessage(await hub.writeFirst(actor, { ...input, commandId })),
  }),
  route({
    method: 'post',
    path: '/messages/:messageId/release',
    summary: 'Decide on a message that was held back.',
    may: 'message.release',
    also: ['message.read'],
    params: One,
    body: wire.ReleaseMessage,
    answer: wire.MessageView,
    run: async (actor: Actor, input) => presentMessage(await hub.releaseMessage(actor, input)),
  }),
  route({
    method: 'post',
    path: '/messages/:messageId/resolve',
    summary: 'Send an answer again that may not have gone out, or take it as sent.',
    may: 'case.reply',
    also: ['message.read'],
    params: One,
    body: wire.ResolveUnknown,
    answer: wire.MessageView,
    run: async (actor: Actor, input) => presentMessage(await hub.resolveUnknown(actor, input)),
  }),
]
