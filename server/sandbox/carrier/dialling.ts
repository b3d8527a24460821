import { AppError } from '../../platform/errors.ts'
import type { CarrierAccount } from './account.ts'
import type { Callbacks } from './callbacks.ts'
import type { Calls } from './calls.ts'
import type { Line } from './lines.ts'
import type { Records } from './records.ts'
import { type Refusal, refusal } from './refusal.ts'
import type { Ringing } from './ringing.ts'
import type { CallRecord, NumberRecord } from './shapes.ts'
import { type CarrierTime, rfc2822 } from './time.ts'
import type { Interpreter } from './twiml/interpreter.ts'

export interface Dialling {
  /** A phone or softphone dials. Throws AppError. */
  fromLine(line: Line, to: string, params: Record<string, string>, isWithheld: boolean): CallRecord
  /** By REST: waits its turn, one a second. */
  byRest(call: Pick<CallRecord, 'from' | 'to'> & Partial<CallRecord>): CallRecord | Refusal
  numberOf(number: string): NumberRecord | undefined
}

/** Twilio's own test numbers, so that refusals can be had on purpose. */
const MAGIC: Record<string, 21214 | 21215 | 21216 | 21217> = {
  '+15005550001': 21217,
  '+15005550002': 21214,
  '+15005550003': 21215,
  '+15005550004': 21216,
}
/** Premium, satellite and international shared-cost numbers: closed until an account asks for them. */
const CLOSED = /^\+(1900|1976|87[08]|88[1-3]|979|44[89]\d[17]|49900)/
export const isDiallable = (to: string): boolean => /^\+[1-9]\d{6,14}$/.test(to) || /^client:[A-Za-z0-9_]{1,121}$/.test(to)

export const createDialling = ({
  account,
  records,
  calls,
  callbacks,
  ringing,
  interpreter,
  time,
  maxCalls = 500,
}: {
  account: CarrierAccount
  records: Records
  calls: Calls
  callbacks: Callbacks
  ringing: Ringing
  interpreter: Interpreter
  time: CarrierTime
  /** Calls at once, as accounts have a cap (VOICE.md "Accounts"). */
  maxCalls?: number
}): Dialling => {
  const numberOf = (number: string): NumberRecord | undefined => records.list('number').find((one) => one.number === number)
  const isFull = (): boolean => calls.live().length >= maxCalls

  // A number hears of its inbound calls when they are over, and of nothing before (VOICE.md).
  calls.onEnd((call) => {
    if (call.direction !== 'inbound') return
    const place = call.applicationSid ? records.get('application', call.applicationSid) : numberOf(call.to)
    if (!place?.statusCallback) return
    const seconds = call.startedAt && call.endedAt ? time.between(call.startedAt, call.endedAt) : 0
    callbacks.tell(
      { url: place.statusCallback, method: place.statusCallbackMethod },
      {
        ...calls.params(call),
        CallbackSource: 'call-progress-events',
        Timestamp: rfc2822(time.now()),
        SequenceNumber: '0',
        CallDuration: String(seconds),
        Duration: String(Math.ceil(seconds / 60)),
      },
    )
  })

  const dialNow = async (call: CallRecord): Promise<void> => {
    if (calls.isOver(call)) return
    calls.become(call, 'initiated')
    if (await ringing.ring(call))
      interpreter.run(call, call.twiml ? { twiml: call.twiml } : { ask: call.source ?? { url: '', method: 'POST' } })
  }
  const waiting: CallRecord[] = []
  let isPaced = false
  /** One call a second; whoever comes later waits as `queued`. */
  const pace = (): void => {
    const call = waiting.shift()
    if (!call) {
      isPaced = false
      return
    }
    time.after(1, pace)
    void dialNow(call)
  }

  return {
    fromLine: (line, to, params, isWithheld) => {
      if (calls.isBusy(line.id)) throw new AppError('line-busy', 'conflict', 'This phone is in a call already.')
      const application = line.kind === 'client' ? records.get('application', line.appSid ?? '') : undefined
      const number = line.kind === 'phone' ? numberOf(to) : undefined
      if (line.kind === 'client' && !application)
        throw new AppError('no-application', 'invalid', 'The access token names no application to dial.')
      const hasRoom = !isFull()
      const call = calls.open({
        direction: 'inbound',
        from: isWithheld && line.kind === 'phone' ? '+266696687' : line.address,
        to,
        status: 'ringing',
        lineId: line.id,
        params,
        phoneNumberSid: number?.sid ?? null,
        applicationSid: application ? (line.appSid as string) : null,
      })
      const place = application ?? number
      if (!place?.voiceUrl) calls.end(call, 'failed', 'failed')
      else if (!hasRoom) calls.end(call, 'busy', 'busy')
      else {
        call.source = {
          url: place.voiceUrl,
          method: place.voiceMethod,
          fallbackUrl: place.voiceFallbackUrl || null,
          fallbackMethod: place.voiceFallbackMethod,
        }
        calls.keep(call)
        interpreter.run(call, { ask: call.source })
      }
      return call
    },
    byRest: (wanted) => {
      const { from, to } = wanted
      if (!isDiallable(to)) return refusal(21211, to)
      const magic = MAGIC[to]
      if (magic) return refusal(magic)
      if (CLOSED.test(to)) return refusal(21215, to)
      if (!account.numbers.some((one) => one.number === from) && !from.startsWith('client:')) return refusal(21210, from)
      // (?) What exactly the real one answers when the cap is reached.
      if (isFull()) return refusal(10004)
      const call = calls.open({ ...wanted, direction: 'outbound-api', status: 'queued' })
      waiting.push(call)
      if (!isPaced) {
        isPaced = true
        // The answer says `queued`, whatever happens next.
        time.after(0, pace)
      }
      return call
    },
    numberOf,
  }
}
