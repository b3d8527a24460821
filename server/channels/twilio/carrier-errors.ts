import { AppError } from '../../platform/errors.ts'

/** What the SDK throws when Twilio answers with an error, or when it does not answer. */
interface Thrown {
  /** HTTP. */
  status?: number
  /** Twilio's error number; of a broken connection the system's word. */
  code?: number | string
  message?: string
}

const thrown = (error: unknown): Thrown => (typeof error === 'object' && error !== null ? (error as Thrown) : {})
export const codeOf = (error: unknown): number => {
  const { code } = thrown(error)
  return typeof code === 'number' ? code : 0
}

/**
 * The leg, participant or recording is not there any more, or not in a state that could be changed. With legs this is as usual as people hanging up:
 * 21220 the call is over (r), 20404 no such thing, 16025 and 16026 the label is taken or names another, 16027 who is on hold cannot be coached,
 * 13240 and 16028 the leg to coach has left.
 */
const GONE = new Set([20404, 21220, 16025, 16026, 16027, 16028, 13240])
export const isGone = (error: unknown): boolean => thrown(error).status === 404 || GONE.has(codeOf(error))

/** Whether Twilio may have done it although it did not say so. */
export const isDoubtful = (error: unknown): boolean => {
  const { status, code } = thrown(error)
  // Refused connections never reached anybody. A deadline or a broken line may have been after the fact.
  return status === undefined ? code !== 'ECONNREFUSED' && code !== 'ENOTFOUND' && code !== 'EAI_AGAIN' : status >= 500
}

/** Whether the same request may succeed in a moment: too many at once, a fault of theirs, or no answer. */
export const isPassing = (error: unknown): boolean => {
  const { status } = thrown(error)
  return status === undefined || status === 429 || status >= 500 || codeOf(error) === 20429
}

/** Plain words for refusals people can do something about; https://www.twilio.com/docs/api/errors. */
const words: Record<number, string> = {
  10001: 'The Twilio account is not active.',
  10004: 'As many calls are going on as the Twilio account allows. Try again when one has ended.',
  13223: 'This is no number that can be called.',
  13224: 'This is no number that can be called.',
  13225: 'Twilio refuses to call this number.',
  13227: 'The Twilio account may not call this country. Allow it under geographic permissions.',
  20003: 'Twilio does not accept the desk’s key. Check TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET.',
  21210: 'The number to call from is not verified at Twilio.',
  21211: 'This is no number that can be called.',
  21212: 'The number to call from is not one of the account.',
  21214: 'This number cannot be reached.',
  21215: 'The Twilio account may not call this country. Allow it under geographic permissions.',
  21216: 'Twilio refuses to call this number.',
  21217: 'This is no number that can be called.',
  21219: 'A trial account calls only numbers that are verified at Twilio.',
  21408: 'The Twilio account may not send messages to this country. Allow it under geographic permissions.',
  21606: 'The number to send from takes no text messages.',
  21608: 'A trial account writes only to numbers that are verified at Twilio.',
  21610: 'This person has opted out of text messages with STOP, so nothing can be sent until they write START.',
  21612: 'This number cannot be written to from ours.',
  21614: 'This number takes no text messages.',
  21620: 'The carrier cannot fetch files from this desk. An admin checks its public address.',
  21617: 'The text is too long for a text message.',
  63016: 'More than 24 hours have passed, so only an approved template may be sent.',
}

/** What passes is `unavailable`; everything else Twilio will say again, so it is `invalid`. Its own words may hold numbers and stay in the cause. */
export const toCarrierError = (error: unknown): AppError => {
  if (error instanceof AppError) return error
  const code = codeOf(error)
  if (code === 10004 || isPassing(error))
    return new AppError('carrier-away', 'unavailable', words[code] ?? 'The carrier does not answer just now. Try again.', { cause: error })
  return new AppError(
    'carrier-refused',
    'invalid',
    words[code] ?? `The carrier refused this (Twilio error ${code || thrown(error).status}).`,
    {
      cause: error,
    },
  )
}

const PAUSES_MS = [250, 1_000]
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Asks Twilio, up to three times while what is wrong may pass. `once`: what must not happen twice (a call, a message) is asked again only when it is
 * sure that it was not done. Throws the SDK's error.
 */
export const askCarrier = async <T>(ask: () => Promise<T>, { once = false } = {}): Promise<T> => {
  for (let turn = 0; ; turn++) {
    try {
      return await ask()
    } catch (error) {
      const wait = PAUSES_MS[turn]
      if (wait === undefined || !isPassing(error) || isGone(error) || (once && isDoubtful(error))) throw error
      await pause(wait)
    }
  }
}
