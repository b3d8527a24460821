import { createHmac, timingSafeEqual } from 'node:crypto'
import { Router } from 'express'
import type { Message } from '../../hub/index.ts'
import { door } from '../../platform/door.ts'
import { AppError, notFound, toErrorBody } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { statusOf, toAppError } from '../../platform/routes.ts'
import { sendStream } from '../../platform/send-stream.ts'
import type { Actor } from '../../staff/index.ts'
import { allowCall } from '../access.ts'
import type { CallState } from '../call.ts'
import type { CallDeps } from '../deps.ts'
import { VOICEMAIL } from '../hand-in.ts'
import { peaksPath } from './peaks.ts'
import { keptOf } from './recording.ts'
import { sweepRecordings } from './sweep-recordings.ts'

const LINK_MS = 5 * 60_000

/** Links to one recording each, good for five minutes, signed with a key of their own (SECURITY F2). */
const linkSigner = (key: Buffer) => {
  const mac = (body: string): Buffer => createHmac('sha256', key).update(body).digest()
  return {
    sign: (parts: readonly string[]): string => {
      const body = Buffer.from(JSON.stringify(parts)).toString('base64url')
      return `${body}.${mac(body).toString('base64url')}`
    },
    /** Null when it was not made here. */
    read: (token: string): string[] | null => {
      const [body = '', given = ''] = token.split('.')
      const [expected, actual] = [mac(body), Buffer.from(given, 'base64url')]
      if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) return null
      return JSON.parse(Buffer.from(body, 'base64url').toString()) as string[]
    },
  }
}

const forbidden = (): AppError => new AppError('link-over', 'forbidden', 'This link is no longer good. Play the recording again.')

export const createRecordings = (deps: CallDeps) => {
  const { platform, ledger, audit, contents, control, keeper } = deps
  const links = linkSigner(platform.keyFor('recording-link'))
  const urlOf = (callId: string, recordingId: string): string =>
    `/recordings/${links.sign([callId, recordingId, String(platform.clock.now() + LINK_MS)])}`

  const erase = (callId: string, recordingId: string, by: string, why: 'retention' | 'erased'): Promise<void> =>
    keeper.inTurn(callId, async () => {
      const call = await ledger.load(callId)
      const recording = call.recordings.find((one) => one.id === recordingId)
      if (!recording || recording.file === 'erased') return
      if (recording.fileId) await platform.files.remove(recording.fileId)
      await contents.drop(callId, [peaksPath(recordingId)])
      // False: it is not there any more, which is what is wanted.
      await control.deleteRecording(recordingId)
      await audit.tell(callId, `erased:${recordingId}`, by, { type: 'call-audit.recording-erased', callId, recordingId, why })
      await ledger.settle(callId, `erased:${recordingId}`, by, () => ({ type: 'call.recording-erased', recordingId, why }))
    })

  const send = async (token: string, range: string | undefined, response: import('express').Response): Promise<void> => {
    const [callId = '', recordingId = '', expires = '0'] = links.read(token) ?? []
    if (Number(expires) < platform.clock.now()) throw forbidden()
    const recording = (await ledger.load(callId)).recordings.find((one) => one.id === recordingId)
    if (!recording?.fileId) throw notFound('recording')
    const size = (await platform.files.stat(recording.fileId))?.bytes ?? recording.bytes
    const asked = /^bytes=(\d*)-(\d*)$/.exec(range ?? '')
    const from = asked?.[1] ? Number(asked[1]) : asked?.[2] ? Math.max(0, size - Number(asked[2])) : 0
    const to = asked?.[1] && asked[2] ? Math.min(size - 1, Number(asked[2])) : size - 1
    if (asked && (from > to || from >= size)) {
      response.status(416).set('Content-Range', `bytes */${size}`).end()
      return
    }
    response.status(asked ? 206 : 200).set({
      'Content-Type': /^audio\/(wav|mpeg|webm|ogg)$/.test(recording.mime) ? recording.mime : 'application/octet-stream',
      'Content-Length': String(to - from + 1),
      'Accept-Ranges': 'bytes',
      'Cache-Control': 'private, no-store',
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'X-Content-Type-Options': 'nosniff',
      ...(asked ? { 'Content-Range': `bytes ${from}-${to}/${size}` } : {}),
    })
    // A player that seeks goes away in the middle, again and again.
    await sendStream(await platform.files.open(recording.fileId, { start: from, end: to }), response)
  }

  const router = Router()
  router.get('/recordings/:token', door(platform.limit, 'recording'), (request, response, next) => {
    const run = async (): Promise<void> => {
      await send(String(request.params.token), request.get('range'), response)
    }
    run().catch((error: unknown) => {
      const known = toAppError(error)
      if (response.headersSent) next(error)
      else response.status(statusOf[known.kind]).json(toErrorBody(known))
    })
  })

  return {
    router,
    /** To be played, within five minutes; whoever asks for it is written down (SECURITY P8). Throws forbidden, not-found. */
    link: async (
      actor: Actor,
      { callId, recordingId, commandId }: { callId: string; recordingId?: string | undefined; commandId: string },
    ): Promise<{ url: string }> => {
      const call = await ledger.load(callId)
      allowCall(deps, actor, 'call.read', call)
      const recording = keptOf(call).findLast(({ id }) => recordingId === undefined || id === recordingId)
      if (!recording) throw notFound('recording')
      await audit.tell(callId, `play:${commandId}`, actor.id, { type: 'call-audit.recording-played', callId, recordingId: recording.id })
      return { url: urlOf(callId, recording.id) }
    },
    /** A voicemail that is taken as a file of its message is listened to all the same (SECURITY P8). */
    opened: async (actor: Actor, { channel, context: { callId } }: Message, fileId: string): Promise<void> => {
      if (channel !== VOICEMAIL || callId === undefined) return
      const recording = (await ledger.load(callId)).recordings.find((one) => one.fileId === fileId)
      if (!recording) return
      await audit.tell(callId, `open:${newId()}`, actor.id, { type: 'call-audit.recording-played', callId, recordingId: recording.id })
    },
    /** All that is kept of a call, to be fetched within five minutes. Unguarded: whoever asks for it writes down that they did. */
    linksOf: (call: CallState): { id: string; what: 'call' | 'voicemail'; seconds: number; mime: string; url: string }[] =>
      keptOf(call).map(({ id, what, seconds, mime }) => ({ id, what, seconds, mime, url: urlOf(call.id, id) })),
    /** One recording of a call, or all of them. Throws forbidden, not-found. */
    erase: async (actor: Actor, { callId, recordingId }: { callId: string; recordingId?: string | undefined }): Promise<CallState> => {
      const call = await ledger.load(callId)
      allowCall(deps, actor, 'call.manage', call)
      const wanted = call.recordings.filter(({ id }) => recordingId === undefined || id === recordingId)
      if (recordingId !== undefined && wanted.length === 0) throw notFound('recording')
      for (const one of wanted) if (one.there === 'stopped') await erase(callId, one.id, actor.id, 'erased')
      return ledger.load(callId)
    },
    /** Removes a recording whose customer is forgotten. */
    forget: (callId: string, recordingId: string, by: string): Promise<void> => erase(callId, recordingId, by, 'erased'),
    sweep: sweepRecordings(deps, erase),
  }
}
export type Recordings = ReturnType<typeof createRecordings>
