import type { CallChange, CallContents, PastEntry } from '../../calls/index.ts'
import { idFrom } from '../../platform/ids.ts'
import { type StaffActor, system } from '../../staff/index.ts'
import type { DemoPhone } from './faces.ts'
import type { Written } from './past-answer.ts'
import type { PastClock } from './past-clock.ts'
import type { createPastMessages } from './past-message.ts'

const desk = system('calls')
const RINGS = 9
const WRAP_UP_MS = 60_000
const LINE = { mode: null, dialBy: null } as const

export interface LineTools {
  past: DemoPhone['past']
  clock: PastClock
  messages: ReturnType<typeof createPastMessages>
}

/**
 * One call, written down entry after entry as the phone would have written it. Nothing is stored yet: only the message by which the call gets its case
 * goes to the hub.
 */
export const openLine = (
  { past, clock, messages }: LineTools,
  { contents, start, first, by }: { contents: CallContents; start: number; first: CallChange; by: string },
) => {
  const id = contents._id
  const entries: PastEntry[] = [{ at: new Date(start), by, change: first }]
  let at = start
  let waitsSince = start
  let steps = 1
  let legs = first.type === 'call.started' ? 2 : 1
  let customer = `l${legs}`
  const iso = (seconds = 0): string => new Date(at + seconds * 1000).toISOString()
  const carrierOf = (legId: string): string => `CA${idFrom('demo', id, legId)}`
  const conferenceId = `CF${idFrom('demo', id)}`

  const tell = (seconds: number, change: CallChange, teller: string = desk.id): void => {
    at += Math.round(seconds * 1000)
    entries.push({ at: new Date(at), by: teller, change })
  }
  const report = (seconds: number, legId: string, state: 'ringing' | 'live' | 'completed' | 'no-answer'): void =>
    tell(seconds, { type: 'call.leg-reported', legId, carrierId: carrierOf(legId), report: state, reportedAt: iso(seconds) })
  /** Into the conference, where all of a call meet. */
  const join = (legId: string): void =>
    tell(1, { type: 'call.leg-moved', legId, carrierId: carrierOf(legId), conferenceId, isIn: true, reportedAt: iso(1) })
  const step = (place: 'flow' | 'conference', goesOn?: boolean): void => {
    steps += 1
    tell(0, { type: 'call.stepped', legId: customer, step: steps, place, ...(goesOn === undefined ? {} : { goesOn }) })
  }
  const enter = (legId: string): void => {
    tell(1, { type: 'call.leg-entered', legId, carrierId: carrierOf(legId) })
    join(legId)
  }

  return {
    contents,
    entries: (): readonly PastEntry[] => entries,
    now: (): number => at,
    pass: (seconds: number): void => {
      at += Math.round(seconds * 1000)
    },
    tell,
    report,
    join,
    step,
    enter,
    left: (outcome: 'answered' | 'abandoned' | 'served-by-menu' | 'callback' | 'failed', isOver: boolean, wrapsUp = false): void =>
      tell(0, { type: 'call.left', outcome, isOver, wrapUpEndsAt: wrapsUp ? new Date(at + WRAP_UP_MS).toISOString() : null }),
    customer: (): string => customer,
    /** Gives the call its case. */
    file: async (asked: { key: string; needsReply: boolean; queueId: string }): Promise<Written> => {
      const message = past.messageOf(past.stateAfter(id, entries), contents.party, { channel: 'voice', ...asked })
      const written = await clock.at(at, () => messages.write(message))
      tell(0, { type: 'call.filed', caseId: written.caseId, customerId: written.customerId })
      return written
    },
    tidyCase: (): Promise<void> => past.tidyCase(past.stateAfter(id, entries), contents.note),
    queue: (queueId: string): void => {
      waitsSince = at
      tell(0, { type: 'call.queued', ask: 1, queueId, skills: {}, priority: 'normal' })
    },
    /** An agent takes it and comes to the line; the leg they are on. `callsBack`: the customer's line is dialled anew. */
    accept: ({ id: agentId }: StaffActor, callsBack = false): string => {
      tell(0, { type: 'call.accepted', workId: `w_${idFrom('demo', id)}`, agentId, joinBy: iso(8) })
      if (callsBack) {
        legs += 1
        customer = `l${legs}`
      }
      legs += 1
      const legId = `l${legs}`
      tell(1, { type: 'call.leg-added', legId, role: 'agent', agentId, way: 'softphone', ...LINE }, agentId)
      enter(legId)
      return legId
    },
    /** The desk dials the customer, who picks up or does not. */
    dial: (isReached: boolean): void => {
      tell(0, { type: 'call.leg-dialled', legId: customer })
      tell(1, { type: 'call.leg-known', legId: customer, carrierId: carrierOf(customer) })
      report(1, customer, 'ringing')
      report(isReached ? RINGS : RINGS * 3, customer, isReached ? 'live' : 'no-answer')
      if (isReached) join(customer)
    },
    answer: ({ id: agentId }: StaffActor): void => tell(0, { type: 'call.answered', agentId, waitedMs: at - waitsSince, told: null }),
    wrapUp: ({ id: agentId }: StaffActor, seconds: number, disposition: string | undefined): void => {
      if (disposition) tell(seconds - 1, { type: 'call.wrap-up-set', disposition, endsAt: null }, agentId)
      tell(disposition ? 1 : seconds, { type: 'call.wrapped', agentId, why: 'done' }, agentId)
    },
    sendBack: ({ id: agentId }: StaffActor): void =>
      tell(0, { type: 'call.sent-back', from: agentId, wrapUpEndsAt: new Date(at + WRAP_UP_MS).toISOString() }),
  }
}
export type PastLine = ReturnType<typeof openLine>
