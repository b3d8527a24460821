import { AppError, notFound } from '../../platform/errors.ts'
import { inSlices } from '../../platform/in-slices.ts'
import { createLease } from '../../platform/lease.ts'
import { softeningFault } from '../../queues/softening/wire.ts'
import { type Actor, allow, seesTeams } from '../../staff/index.ts'
import type { RoutedQueue, RoutingDeps } from '../deps.ts'
import type { DayFacts } from './facts.ts'
import { figuresOf, realOutcomes, takersOf } from './figures.ts'
import { readDay, readPeople, rebuildDay } from './read-day.ts'
import { type Outcome, simulate } from './simulate.ts'
import type { ReplayDay, ReplayedDay } from './wire.ts'

const LONGEST_SPAN_MS = 25 * 3_600_000
/** Of each of its computations; a lease outlives all of them. */
const LONGEST_RUN_MS = 6_000
const LEASE_MS = 60_000

function* tell(
  columns: Record<'real' | 'now' | 'changed', readonly Outcome[]>,
  queues: readonly { now: RoutedQueue; changed: RoutedQueue }[],
  until: number,
): Generator<void, ReplayedDay['queues']> {
  const realTakers = takersOf(columns.real)
  const nowTakers = takersOf(columns.now)
  const told: ReplayedDay['queues'] = []
  for (const queue of queues) {
    const real = figuresOf(columns.real, queue.now, { until, beside: null })
    yield
    const now = figuresOf(columns.now, queue.now, { until, beside: realTakers })
    yield
    const changed = figuresOf(columns.changed, queue.changed, { until, beside: nowTakers })
    yield
    if (real.pieces + now.pieces + changed.pieces > 0) told.push({ queueId: queue.now.id, real, now, changed })
  }
  return told
}

/**
 * A day of the past over again, with the rules of now and with some changed, beside what it really was; nothing is changed by it. One at a time on a
 * desk. Throws forbidden, not-found (also the queue it would overflow to), invalid (a span that is no day of the past, steps that do not follow each
 * other), rate-limited (another one runs), unavailable (it takes too long).
 */
export const replayDay = (deps: RoutingDeps) => {
  const { platform, queues, traitsOf } = deps
  const lease = createLease(platform.connection, platform.clock, 'routing/replay-day', LEASE_MS)
  let isRunning = false

  const run = async (
    queue: RoutedQueue,
    given: Partial<RoutedQueue>,
    from: number,
    to: number,
    isSeen: (queue: RoutedQueue) => boolean,
  ) => {
    const [stored, people] = [await readDay(deps)(from, to), await readPeople(deps, from)]
    const how = { longestMs: LONGEST_RUN_MS }
    const facts: DayFacts = { ...people, from, until: stored.until, pieces: await inSlices(rebuildDay(stored, from), how) }
    const changed: RoutedQueue = { ...queue, ...given }
    const changedOf = (id: string): RoutedQueue | undefined => (id === queue.id ? changed : queues.byId(id))
    const nowQueueOf = (id: string): RoutedQueue | undefined => queues.byId(id)
    const columns = {
      real: realOutcomes(facts),
      now: await inSlices(simulate(facts, { queueOf: nowQueueOf, nowQueueOf }, traitsOf), how),
      changed: await inSlices(simulate(facts, { queueOf: changedOf, nowQueueOf }, traitsOf), how),
    }
    const others = queues.all().filter((one) => one.id !== queue.id && isSeen(one))
    const shown = [{ now: queue, changed }, ...others.map((one) => ({ now: one, changed: one }))]
    return {
      since: new Date(from).toISOString(),
      until: new Date(facts.until).toISOString(),
      isCut: stored.isCut,
      queues: await inSlices(tell(columns, shown, facts.until), how),
    }
  }

  return async (actor: Actor, { queueId, since, until, ...given }: ReplayDay & { queueId: string }): Promise<ReplayedDay> => {
    allow(actor, 'queue.manage')
    const isSeen = (one: RoutedQueue): boolean => seesTeams(actor, one.restrictedTo)
    const find = (id: string): RoutedQueue => {
      const found = queues.byId(id)
      if (!found || !isSeen(found)) throw notFound('queue')
      return found
    }
    const queue = find(queueId)
    if (given.overflow) find(given.overflow.queueId)
    const fault = softeningFault(given.softening ?? [])
    if (fault) throw new AppError('softening-order', 'invalid', fault.why)
    const [from, to] = [Date.parse(since), Math.min(Date.parse(until), platform.clock.now())]
    if (to <= from || to - from > LONGEST_SPAN_MS)
      throw new AppError('replay-span', 'invalid', 'A replay is of one day that has begun already, or of a part of it.')
    const rules = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
    const busy = new AppError('replay-busy', 'rate-limited', 'Another day is being replayed. Try again in a moment.')
    if (isRunning) throw busy
    isRunning = true
    try {
      if (!(await lease.hold())) throw busy
      return await run(queue, rules, from, to, isSeen)
    } finally {
      isRunning = false
      await lease.release()
    }
  }
}
