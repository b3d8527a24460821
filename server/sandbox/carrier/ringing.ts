import type { Calls } from './calls.ts'
import type { Line, Lines } from './lines.ts'
import type { CallRecord } from './shapes.ts'
import type { CarrierTime } from './time.ts'

/** Rings at phones until one answers, all decline, or time is over. */
export interface Ringing {
  /** Resolves with whether it was answered; a call that was not is over then. */
  ring(call: CallRecord): Promise<boolean>
  answer(line: Line, call: CallRecord): boolean
  decline(line: Line, call: CallRecord): void
}

export const createRinging = ({ calls, lines, time }: { calls: Calls; lines: Lines; time: CarrierTime }): Ringing => {
  const ringing = new Map<string, (isAnswered: boolean) => void>()
  calls.onEnd((call) => ringing.get(call.sid)?.(false))

  return {
    ring: (call) => {
      const all = lines.at(call.to)
      const free = all.filter((line) => !calls.isBusy(line.id))
      if (all.length > 0 && free.length === 0) {
        calls.end(call, 'busy', 'busy')
        return Promise.resolve(false)
      }
      // A softphone that is not there is not rung for; a number that nobody has rings on, as it would in an empty room.
      if (all.length === 0 && call.to.startsWith('client:')) {
        calls.end(call, 'no-answer', 'no answer')
        return Promise.resolve(false)
      }
      call.ringsAt = free.map((line) => line.id)
      return new Promise((resolve) => {
        const forget = time.after(call.timeoutSeconds, () => calls.end(call, 'no-answer', 'no answer'))
        ringing.set(call.sid, (isAnswered) => {
          forget()
          ringing.delete(call.sid)
          resolve(isAnswered)
        })
        calls.become(call, 'ringing')
      })
    },
    answer: (line, call) => {
      const settle = ringing.get(call.sid)
      if (!settle || !call.ringsAt.includes(line.id)) return false
      for (const other of call.ringsAt) if (other !== line.id) lines.show(other, 'call', call.sid)
      call.lineId = line.id
      calls.become(call, 'in-progress')
      settle(true)
      return true
    },
    decline: (line, call) => {
      if (!ringing.has(call.sid) || !call.ringsAt.includes(line.id)) return
      call.ringsAt = call.ringsAt.filter((one) => one !== line.id)
      lines.show(line.id, 'call', call.sid)
      if (call.ringsAt.length === 0) calls.end(call, 'busy', 'declined')
    },
  }
}
