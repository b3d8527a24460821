import type { Ledger } from '../platform/ledger.ts'
import type { Platform } from '../platform/room.ts'
import { createQueueByKey } from '../platform/stream-queue.ts'
import { type CarrierAct, nextAct } from './acts.ts'
import type { CallState } from './call.ts'
import { phone } from './deps.ts'
import type { CallChange } from './entries.ts'
import { dueTimes, next, type Rulebook } from './rules.ts'

const ALARM = 'calls/due'
/** When the carrier cannot be reached. */
const AGAIN_MS = 2_000
/** When nothing follows from what is due. */
const LATER_MS = 20_000
/** Nothing that follows from one change takes more steps: a circle in the rules is a fault, not a reason to turn for ever. */
const MOST_STEPS = 60

export interface Keeper {
  /** One thing after another with one call. */
  inTurn<T>(callId: string, task: () => Promise<T>): Promise<T>
  /** Commits; what follows from it is the caller's to ask for, by `settle`. Only inside `inTurn`. */
  commit(callId: string, key: string, by: string, decide: (now: CallState) => CallChange | null): Promise<CallState>
  /** Does whatever follows from how the call is now, at the carrier too. Only inside `inTurn`. Never throws for the carrier's sake. */
  settle(call: CallState): Promise<CallState>
  /** Looks at a call as if something had happened. */
  look(callId: string): Promise<CallState>
}

/**
 * The one place in which calls go on by themselves. What is wanted of the carrier is committed before it is asked for, and what it said afterwards;
 * between the two anything may die, because whoever comes next compares the two again.
 */
export const createKeeper = ({
  platform,
  ledger,
  book,
  carry,
}: {
  platform: Pick<Platform, 'clock' | 'timers' | 'log'>
  ledger: Ledger<CallState, CallChange>
  book: Rulebook
  /** Asks the carrier and commits what it said. Throws unavailable when it cannot be asked. */
  carry(call: CallState, act: CarrierAct): Promise<CallState>
}): Keeper => {
  const { clock, timers, log } = platform
  const inTurn = createQueueByKey()
  const alarms = new Map<string, number>()

  const setAlarm = async (call: CallState, at: Date | null): Promise<void> => {
    if (at === null || alarms.get(call.id) === at.getTime()) return
    await timers.set({ name: ALARM, id: call.id, dueAt: at, token: String(call.seq) })
    if (call.isLive) alarms.set(call.id, at.getTime())
    else alarms.delete(call.id)
  }
  const follow = async (first: CallState): Promise<CallState> => {
    let call = first
    for (let step = 0; step < MOST_STEPS; step++) {
      const now = clock.now()
      if (next(call, now, book)) {
        call = await ledger.settle(call.id, `next:${call.seq + 1}`, phone.id, (stored) => next(stored, now, book))
        continue
      }
      const act = nextAct(call, now)
      if (!act) return call
      call = await carry(call, act)
    }
    log.error({ callId: first.id }, 'what follows from a change of this call never came to an end')
    return call
  }
  /** What is due and did not happen waits for something else: not at once again, and it keeps nothing waiting that is due before. */
  const nextLook = (call: CallState): Date | null => {
    const now = clock.now()
    const times = dueTimes(call).map((at) => (at.getTime() <= now ? now + LATER_MS : at.getTime()))
    return times.length === 0 ? null : new Date(Math.min(...times))
  }
  const settle = async (call: CallState): Promise<CallState> => {
    try {
      const settled = await follow(call)
      await setAlarm(settled, nextLook(settled))
      return settled
    } catch (error) {
      log.warn({ err: error, callId: call.id }, 'the carrier could not be asked and will be asked again')
      alarms.delete(call.id)
      await timers.set({ name: ALARM, id: call.id, dueAt: new Date(clock.now() + AGAIN_MS), token: `again:${call.seq}` })
      return ledger.load(call.id)
    }
  }
  const look = (callId: string): Promise<CallState> =>
    inTurn(callId, async () => {
      alarms.delete(callId)
      return settle(await ledger.load(callId))
    })
  timers.on(ALARM, async ({ id }) => {
    await look(id)
  })
  return { inTurn, commit: ledger.commit, settle, look }
}
