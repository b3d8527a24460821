import { timingSafeEqual } from 'node:crypto'
import { type NextFunction, type Request, type Response, Router } from 'express'
import { body, bounded } from '../../../platform/door.ts'
import { AppError } from '../../../platform/errors.ts'
import type { Limit } from '../../../platform/limit.ts'
import type { Log } from '../../../platform/log.ts'
import { sendStream } from '../../../platform/send-stream.ts'
import type { CarrierAccount } from '../account.ts'
import { isRefusal, type Refusal, refusal } from '../refusal.ts'
import { callDoors } from './calls.ts'
import { conferenceDoors } from './conferences.ts'
import type { RestAnswer, RestDeps, RestDoor } from './door.ts'
import { checkForm, readForm, readQuery } from './form.ts'
import { otherDoors } from './others.ts'
import { cutPage, PAGE_FIELDS } from './page.ts'
import { createPresent, type Present } from './present.ts'
import { recordingDoors } from './recordings.ts'

/** Basic authentication with the account's token or its API key. */
const isAccount = (request: Request, { accountSid, authToken, apiKeySid, apiKeySecret }: CarrierAccount): boolean => {
  const [, encoded = ''] = /^Basic (.+)$/.exec(request.get('authorization') ?? '') ?? []
  const given = Buffer.from(encoded, 'base64')
  return [`${accountSid}:${authToken}`, `${apiKeySid}:${apiKeySecret}`].some((pair) => {
    const good = Buffer.from(pair)
    return good.length === given.length && timingSafeEqual(good, given)
  })
}

const refuse = (response: Response, { refused, status, message }: Refusal): void => {
  if (status === 401) response.set('WWW-Authenticate', 'Basic realm="Twilio API"')
  response.status(status).json({ code: refused, message, more_info: `https://www.twilio.com/docs/errors/${refused}`, status })
}

export const restDoors = (deps: RestDeps, present: Present): RestDoor[] => [
  ...callDoors(deps, present),
  ...conferenceDoors(deps, present),
  ...recordingDoors(deps, present),
  ...otherDoors(deps, present),
]

/** The REST API below `/2010-04-01`: form-encoded in, JSON out, as the carrier's SDK expects it. */
export const createRestRouter = (deps: RestDeps & { limit: Limit; log: Pick<Log, 'warn' | 'error'> }): Router => {
  const { account, chaos, limit, log, records, recordings } = deps
  const present = createPresent({ accountSid: account.accountSid, time: deps.time })
  const router = Router()
  router.use(body(limit, 'carrier-api', 'text', { type: 'application/x-www-form-urlencoded' }))

  /** Who asks and whether they may now; gives the refusal. */
  const admit = async (request: Request): Promise<Refusal | null> => {
    try {
      await limit('carrier-api', request.ip ?? '')
    } catch (error) {
      if (error instanceof AppError && error.kind === 'rate-limited') return refusal(20429)
      throw error
    }
    if (!isAccount(request, account)) return refusal(20003)
    if (request.params.accountSid !== account.accountSid) return refusal(20404)
    return chaos.isRefused() ? refusal(20429) : null
  }
  const say = (request: Request, response: Response, door: RestDoor, answer: RestAnswer): void => {
    response.set('Cache-Control', 'no-store')
    if (isRefusal(answer)) {
      log.warn({ door: `${door.method} ${door.path}`, code: answer.refused, why: answer.message }, 'the sandbox carrier refused a request')
      refuse(response, answer)
    } else if ('gone' in answer) response.status(204).end()
    else if ('items' in answer) {
      const uri = request.originalUrl.split('?')[0]?.replace(/^.*(?=\/2010-04-01\/)/, '') ?? ''
      response.json(cutPage(answer.items, answer.key, readQuery(request), uri))
    } else response.status(answer.isNew ? 201 : 200).json(answer.resource)
  }
  const handle = async (door: RestDoor, request: Request, response: Response): Promise<void> => {
    const refused = await admit(request)
    if (refused) return say(request, response, door, refused)
    const form = door.method === 'post' ? readForm(typeof request.body === 'string' ? request.body : '') : readQuery(request)
    const fields = door.method === 'get' ? { ...door.fields, ...PAGE_FIELDS } : (door.fields ?? {})
    const wrong = checkForm(form, fields)
    // Not bad luck, but a fault of whoever asks: nothing the real carrier publishes.
    if (wrong) log.error({ door: `${door.method} ${door.path}`, why: wrong.message }, 'the carrier was asked for what it does not offer')
    say(request, response, door, wrong ?? (await door.run({ params: request.params as Record<string, string>, form })))
  }
  // The sound of a recording: not there until it is ready, and then only as it was recorded.
  const sendSound = (request: Request, response: Response, next: NextFunction): void => {
    const [, sid = '', kind = ''] = /^(RE[0-9a-f]{32})(\.\w+)?$/.exec(String(request.params.file)) ?? []
    if (!sid || kind === '.json') {
      next()
      return
    }
    const run = async (): Promise<void> => {
      const door: RestDoor = { method: 'get', path: '/Recordings/:sid.wav', run: () => refusal(20404) }
      const refused = await admit(request)
      if (refused) return say(request, response, door, refused)
      const recording = records.get('recording', sid)
      const sound = recording ? await recordings.sound(recording) : null
      if (!sound) return say(request, response, door, refusal(20404))
      // The one form there is, also where MP3 is asked for: its type says what it is.
      response.set('Cache-Control', 'no-store').type('audio/x-wav')
      await sendStream(sound, response)
    }
    run().catch(next)
  }
  // The bytes of a text's file lie elsewhere: whoever has the key is sent there.
  const sendToFile = (request: Request, response: Response, next: NextFunction): void => {
    const [messageSid, sid] = [String(request.params.messageSid), String(request.params.file)]
    const door: RestDoor = { method: 'get', path: '/Messages/:messageSid/Media/:sid', run: () => refusal(20404) }
    const run = async (): Promise<void> => {
      const refused = await admit(request)
      if (refused) return say(request, response, door, refused)
      const isThere = records.get('message', messageSid)?.files?.some((one) => one.sid === sid)
      if (!isThere) return say(request, response, door, refusal(20404))
      // (r) With 307, to another host of Twilio's.
      response.set('Cache-Control', 'no-store').redirect(307, deps.place() + deps.textFiles.addressOf(sid))
    }
    run().catch(next)
  }
  // These ask for the limit in `admit`, and refuse in the carrier's words.
  router.get('/2010-04-01/Accounts/:accountSid/Recordings/:file', bounded('carrier-api', sendSound))
  router.get('/2010-04-01/Accounts/:accountSid/Messages/:messageSid/Media/:file', bounded('carrier-api', sendToFile))
  for (const door of restDoors(deps, present)) {
    const answer = (request: Request, response: Response, next: NextFunction): void => {
      handle(door, request, response).catch(next)
    }
    router[door.method](`/2010-04-01/Accounts/:accountSid${door.path}.json`, bounded('carrier-api', answer))
  }
  router.use((request: Request, response: Response) => {
    log.warn({ method: request.method, path: request.path }, 'the sandbox carrier has no such door')
    refuse(response, refusal(20404, 'the sandbox carrier has no such door'))
  })
  return router
}
