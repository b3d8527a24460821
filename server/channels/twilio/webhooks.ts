import { type NextFunction, type Request, type Response, Router } from 'express'
import type { CallIntake, CallReport, StepInput } from '../../calls/index.ts'
import { body, door as boundedBy } from '../../platform/door.ts'
import { AppError } from '../../platform/errors.ts'
import { idFrom } from '../../platform/ids.ts'
import { createRecent } from '../../platform/recent.ts'
import type { Platform } from '../../platform/room.ts'
import type { AnswerInTime } from './calls/answer-in-time.ts'
import { readInput } from './calls/read-input.ts'
import { type LegRef, readConferenceReport, readLegReport, readRecordingReport } from './calls/read-report.ts'
import type { SoftphoneLegs } from './calls/softphone-legs.ts'
import type { TextDoors } from './messages/text-doors.ts'
import type { TextFiles } from './messages/text-files.ts'
import type { SignatureCheck, Signed } from './signature.ts'
import type { StepTokens } from './step-token.ts'

const CLIENT = 'client:'
const SID = /^CA[0-9a-f]{32}$/

interface Deps {
  platform: Pick<Platform, 'clock' | 'limit' | 'log'>
  check: SignatureCheck
  tokens: StepTokens
  answerInTime: AnswerInTime
  legs: SoftphoneLegs
  texts: TextDoors
  files: TextFiles
  /** Waits until the calls are there to take it: a desk that starts takes a moment, and a caller hears nothing of it. */
  calls(): Promise<CallIntake>
}

/**
 * The doors Twilio calls, under `/webhooks/twilio`. Each checks the signature before anything else is believed, hands over, and answers only when
 * that is durable; what comes again gets the same answer. Files of texts alone are fetched without one, by addresses that are signed.
 */
export const createWebhooks = ({ platform, check, tokens, answerInTime, legs, texts, files, calls }: Deps): Router => {
  const router = Router({ caseSensitive: true, strict: true })
  const now = (): Date => new Date(platform.clock.now())
  /** What was keyed or said in a step that could not be answered. It stands nowhere else: in an address it would come into logs. */
  const unanswered = createRecent<string, StepInput>(1_000)

  router.use(boundedBy(platform.limit, 'twilio'))
  router.get('/file', files.give)
  router.use(body(platform.limit, 'twilio', 'urlencoded', { parameterLimit: 200 }))

  const door = (path: string, run: (body: Signed, request: Request, response: Response) => Promise<void>): void => {
    router.post(path, (request: Request, response: Response, next: NextFunction) => {
      Promise.resolve()
        .then(() => run(check(request), request, response))
        .catch(next)
    })
  }
  const sendXml = (response: Response, xml: string): void => void response.type('text/xml').set('Cache-Control', 'no-store').send(xml)
  const fact = (request: Request, name: string): string => {
    const value = request.query[name]
    return typeof value === 'string' ? value : ''
  }
  const deliveryOf = (request: Request): string | undefined => request.get('i-twilio-idempotency-token')?.slice(0, 100)
  const tell = async (report: CallReport | null, response: Response): Promise<void> => {
    if (report) await (await calls()).reported(report)
    response.status(204).end()
  }
  const question = (request: Request, path: string) => ({ path, tries: Number(fact(request, 'try')) || 0 })
  const callSidOf = ({ CallSid = '' }: Signed): string => {
    if (!SID.test(CallSid)) throw new AppError('call-sid', 'invalid', 'A call comes with its id.')
    return CallSid
  }

  door('/voice', async (body, request, response) => {
    const carrierId = callSidOf(body)
    const { From: from = '', To: to = '', CallerName: callerName } = body
    const ask = async () => (await calls()).arrived({ carrierId, from, to, ...(callerName ? { callerName } : {}) })
    sendXml(response, await answerInTime({ ...question(request, 'voice'), ask }))
  })

  door('/dial', async (body, request, response) => {
    const carrierId = callSidOf(body)
    const { From = '', dialId = '' } = body
    const ask = async () => {
      // A caller who is no softphone has no name that could have been given an id.
      const identity = From.startsWith(CLIENT) ? From.slice(CLIENT.length) : ''
      const document = await (await calls()).dialledIn({ dialId, identity, carrierId })
      await legs.learn(carrierId, document, platform.clock.now())
      return document
    }
    sendXml(response, await answerInTime({ ...question(request, 'dial'), ask }))
  })

  door('/step/:token', async (body, request, response) => {
    const token = String(request.params.token)
    const step = tokens.read(token)
    const { path, tries } = question(request, `step/${token}`)
    const input = readInput(body)
    const kept = tries > 0 && input.type === 'nothing' ? (unanswered.get(token) ?? input) : input
    const ask = async () => {
      unanswered.set(token, kept)
      const document = await (await calls()).answered(step, kept)
      unanswered.delete(token)
      return document
    }
    sendXml(response, await answerInTime({ path, tries, ask }))
  })

  /** A leg we dialled has its name in the address; of a number's callbacks the call's own id says it; a softphone was remembered. */
  const legOf = async (body: Signed, request: Request): Promise<LegRef | null> => {
    const named = { callId: fact(request, 'call'), legId: fact(request, 'leg') }
    if (named.callId && named.legId) return named
    const { CallSid = '', From = '' } = body
    return From.startsWith(CLIENT) ? legs.find(CallSid) : { callId: `call_${idFrom('twilio', CallSid)}`, legId: 'l1' }
  }
  door('/status', async (body, request, response) => {
    if (body.MessageSid) {
      await texts.reported(body, fact(request, 'message'))
      return void response.status(204).end()
    }
    const leg = await legOf(body, request)
    await tell(leg && readLegReport(body, leg, deliveryOf(request), now()), response)
  })
  door('/conference', (body, request, response) =>
    tell(readConferenceReport(body, fact(request, 'call'), deliveryOf(request), now()), response),
  )
  door('/recording', (body, request, response) => tell(readRecordingReport(body, fact(request, 'call'), now()), response))

  door('/sms', async (body, _request, response) => {
    await texts.arrived(body)
    // Twilio sends whatever a document says; ours says nothing, because answers are an agent's.
    sendXml(response, '<?xml version="1.0" encoding="UTF-8"?><Response/>')
  })
  return router
}
