import type { CallDocument } from '../../../calls/index.ts'
import { AppError } from '../../../platform/errors.ts'
import type { Log } from '../../../platform/log.ts'
import type { Addresses } from '../addresses.ts'
import type { Sdk } from '../sdk.ts'
import type { ToTwiml } from './to-twiml.ts'

/** Twilio waits 15 s for a document (v). */
const PATIENCE_MS = 11_000
const PAUSE_S = 5
/** Two minutes and more: then it is kinder to say that it will not work. */
const TRIES = 24

interface Question {
  ask(): Promise<CallDocument>
  /** The request's own path below the doors: where the call comes back to when it could not be answered. */
  path: string
  /** How often this request has come back already. */
  tries: number
}

/**
 * Gives a document within Twilio's patience, whatever happens inside: a caller hears an apology and stays, and the same question is asked again. What
 * took too long goes on meanwhile, so that the next try finds its answer.
 */
export const createAnswerInTime =
  ({
    sdk: { VoiceResponse },
    toTwiml,
    addresses,
    log,
    patienceMs = PATIENCE_MS,
  }: {
    sdk: Pick<Sdk, 'VoiceResponse'>
    toTwiml: ToTwiml
    addresses: Addresses
    log: Log
    patienceMs?: number | undefined
  }) =>
  async ({ ask, path, tries }: Question): Promise<string> => {
    let timer: NodeJS.Timeout | undefined
    const tooLate = new Promise<never>((_done, fail) => {
      timer = setTimeout(() => fail(new AppError('too-late', 'unavailable', 'The document was not ready in time.')), patienceMs)
    })
    try {
      return toTwiml(await Promise.race([ask(), tooLate]))
    } catch (error) {
      log.error({ err: error, path: path.split('/')[0], tries }, 'a caller could not be answered')
      const response = new VoiceResponse()
      if (tries === 0) response.say({ language: 'en-US' }, 'Sorry, something does not work on our side just now. Please stay on the line.')
      if (tries >= TRIES) {
        response.say({ language: 'en-US' }, 'We are sorry. Please call again later.')
        response.hangup()
        return response.toString()
      }
      response.pause({ length: PAUSE_S })
      response.redirect({ method: 'POST' }, addresses.again(path, { try: String(tries + 1) }))
      return response.toString()
    } finally {
      clearTimeout(timer)
    }
  }

export type AnswerInTime = ReturnType<typeof createAnswerInTime>
