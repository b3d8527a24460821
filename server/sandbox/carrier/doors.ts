import { type NextFunction, type Request, type Response, Router } from 'express'
import { body, bounded, door } from '../../platform/door.ts'
import { AppError, notFound } from '../../platform/errors.ts'
import type { Limit } from '../../platform/limit.ts'
import { sendStream } from '../../platform/send-stream.ts'
import { type Chaos, ChaosSettings } from './chaos.ts'
import type { Recordings } from './recording.ts'
import type { TextFiles } from './text-files.ts'

/** What a page of another origin sends on behalf of whoever has it open. Programs send no Origin. */
const refuseForeign = (request: Request): void => {
  const origin = request.get('origin')
  const isForeign = origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== request.get('host'))
  if (isForeign || request.get('sec-fetch-site') === 'cross-site')
    throw new AppError('foreign-origin', 'forbidden', 'Only the sandbox’s own pages may do this.')
}

/** The sandbox's own doors beside the carrier's: uploads of recorded sound, files of texts both ways, and misbehaviour on demand. */
export const createCarrierDoors = ({
  chaos,
  recordings,
  textFiles,
  limit,
}: {
  chaos: Chaos
  recordings: Recordings
  textFiles: Pick<TextFiles, 'open' | 'upload' | 'isAddress'>
  limit: Limit
}): Router => {
  const router = Router()
  const answer =
    (run: (request: Request, response: Response) => Promise<void>) => (request: Request, response: Response, next: NextFunction) => {
      response.set('Cache-Control', 'no-store')
      run(request, response).catch(next)
    }
  /** Before the body is read. */
  const admit = (request: Request, _response: Response, next: NextFunction): void => {
    const run = async (): Promise<void> => {
      const sid = String(request.params.recordingSid)
      await limit('carrier-upload', sid)
      const token = /^Bearer (\S+)$/.exec(request.get('authorization') ?? '')?.[1] ?? ''
      if (!/^RE[0-9a-f]{32}$/.test(sid) || !recordings.isToken(sid, token)) throw notFound('recording')
    }
    run().then(() => next(), next)
  }
  router.put(
    '/media/:recordingSid/:chunk',
    bounded('carrier-upload', admit),
    body(limit, 'carrier-upload', 'raw', { type: 'application/octet-stream' }),
    answer(async (request, response) => {
      const recording = recordings.get(String(request.params.recordingSid))
      const [n, at] = [String(request.params.chunk), String(request.query.at ?? '')]
      const body: unknown = request.body
      if (!recording) throw notFound('recording')
      if (!/^\d{1,5}$/.test(n) || !/^\d{1,15}$/.test(at) || !Buffer.isBuffer(body) || body.length === 0)
        throw new AppError('invalid-input', 'invalid', 'A chunk has a number, a time and bytes.')
      // The last chunk of a page that was closed comes after its time: nobody did wrong, and it is not wanted any more.
      const isOver = recording.status === 'completed' || recording.status === 'absent'
      if (!isOver) await recordings.upload(recording, { n: Number(n), at: Number(at), bytes: body })
      response.status(204).end()
    }),
  )
  const sendFile = async (sid: string, response: Response): Promise<void> => {
    const file = await textFiles.open(sid)
    if (!file) throw notFound('file')
    response.set({
      'Content-Type': file.type,
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'X-Content-Type-Options': 'nosniff',
    })
    await sendStream(file.bytes, response)
  }
  router.get(
    '/files/:mediaSid',
    door(limit, 'carrier-api'),
    answer((request, response) => sendFile(String(request.params.mediaSid), response)),
  )
  router.post(
    '/files',
    door(limit, 'carrier-file'),
    body(limit, 'carrier-file', 'raw', { type: '*/*' }),
    answer(async (request, response) => {
      refuseForeign(request)
      const bytes: unknown = request.body
      const type = (request.get('content-type') ?? '').replace(/;.*$/, '')
      response.status(201).json({ upload: textFiles.upload(type, Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0)) })
    }),
  )
  // Where the REST API sends one for the bytes: its key is not asked for here, as the address says that it was.
  router.get(
    '/stored/:mediaSid',
    door(limit, 'carrier-api'),
    answer(async (request, response) => {
      // As Amazon's store does with an address that is signed already.
      if (request.get('authorization')) throw new AppError('two-keys', 'invalid', 'The address is its own key: no other is taken with it.')
      const [sid, until, signature] = [String(request.params.mediaSid), String(request.query.until), String(request.query.signature)]
      if (!textFiles.isAddress(sid, until, signature)) throw notFound('file')
      await sendFile(sid, response)
    }),
  )
  router.get(
    '/chaos',
    door(limit, 'carrier-api'),
    answer(async (_request, response) => void response.json(chaos.settings())),
  )
  router.post(
    '/chaos',
    door(limit, 'carrier-api'),
    body(limit, 'carrier-api', 'json'),
    answer(async (request, response) => {
      refuseForeign(request)
      const settings = ChaosSettings.safeParse(request.body ?? {})
      if (!settings.success) throw new AppError('invalid-input', 'invalid', 'Some values are not accepted.')
      response.json(chaos.set(settings.data))
    }),
  )
  return router
}
