import type { CarrierAccount } from './account.ts'
import type { Calls } from './calls.ts'
import type { Line, Lines } from './lines.ts'
import type { Records } from './records.ts'
import type { ApplicationRecord, CallRecord } from './shapes.ts'
import type { CarrierTime } from './time.ts'
import type { Interpreter } from './twiml/interpreter.ts'

/** Paths of the desk's doors; what a customer would enter in the carrier's console. */
export interface DeskDoors {
  voice: string
  softphone: string
  status: string
  sms: string
}

/** How long the desk takes to be ready after it listens. */
const DESK_SECONDS = 3
/** TwiML addresses ask to be tried again while the desk restarts (VOICE.md "State"). */
const PATIENT = '#rc=5&rp=all'

/** Numbers and the application, pointed at the desk as it listens now. */
export const pointAtDesk = (records: Records, account: CarrierAccount, base: string, doors: DeskDoors, now: Date): void => {
  const addresses = (voice: string): Pick<ApplicationRecord, 'voiceUrl' | 'statusCallback' | 'smsUrl'> => ({
    voiceUrl: `${base}${voice}${PATIENT}`,
    statusCallback: `${base}${doors.status}`,
    smsUrl: `${base}${doors.sms}`,
  })
  const fresh = (sid: string, label: string): ApplicationRecord => ({
    sid,
    label,
    voiceUrl: '',
    voiceMethod: 'POST',
    voiceFallbackUrl: '',
    voiceFallbackMethod: 'POST',
    statusCallback: '',
    statusCallbackMethod: 'POST',
    smsUrl: '',
    smsMethod: 'POST',
    smsFallbackUrl: '',
    smsFallbackMethod: 'POST',
    createdAt: now,
    updatedAt: now,
  })
  for (const { sid, number, label } of account.numbers)
    records.save('number', sid, { ...(records.get('number', sid) ?? { ...fresh(sid, label), number }), ...addresses(doors.voice) })
  const application = records.get('application', account.appSid) ?? fresh(account.appSid, 'Softphones')
  records.save('application', account.appSid, { ...application, ...addresses(doors.softphone) })
}

/**
 * Calls that were up when the desk went down. The real carrier would not have noticed; here it shares the process. A call goes on with the verb it
 * was in once its phone is back; one whose phone stays away has hung up, and whatever was only ringing or queued is over.
 */
export const createReturn = ({
  calls,
  interpreter,
  lines,
  time,
  graceSeconds = 10,
}: {
  calls: Calls
  interpreter: Interpreter
  lines: Pick<Lines, 'get'>
  time: CarrierTime
  graceSeconds?: number
}) => {
  const suspended = new Map<string, CallRecord>()
  const returned = (line: Line): void => {
    for (const call of suspended.values()) {
      if (call.lineId !== line.id) continue
      suspended.delete(call.sid)
      calls.show(call)
      interpreter.run(call, { goOn: true })
    }
  }
  return {
    /** At start. A phone may have been quicker: the desk listens before its carrier has read what it knew. */
    suspend: (): void => {
      const over: CallRecord[] = []
      for (const call of calls.live()) {
        const canGoOn =
          call.lineId !== null && (call.status === 'in-progress' ? call.direction !== 'outbound-dial' : call.direction === 'inbound')
        if (canGoOn) suspended.set(call.sid, call)
        else over.push(call)
      }
      // A moment later, when the desk's doors are open again to hear of it.
      time.after(DESK_SECONDS, () => {
        for (const call of over) calls.end(call, call.status === 'in-progress' ? 'completed' : 'failed', 'lost connection')
      })
      time.after(graceSeconds, () => {
        for (const call of suspended.values()) calls.end(call, 'completed', 'lost connection')
        suspended.clear()
      })
      for (const call of [...suspended.values()]) {
        const line = lines.get(call.lineId ?? '')
        if (line?.isConnected) returned(line)
      }
    },
    returned,
  }
}
