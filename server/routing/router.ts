import { newId } from '../platform/ids.ts'
import { createLease } from '../platform/lease.ts'
import type { PartHealth } from '../platform/part-health.ts'
import type { RoutingDeps } from './deps.ts'
import type { Floor } from './floor.ts'
import { lapseOffer } from './lapse-offer.ts'
import { overflowWork } from './move-work.ts'
import { offerWork } from './offer-work.ts'
import { overflowing } from './overflow.ts'
import type { WorkState } from './work.ts'

const LEASE_MS = 10_000
/** The lease is renewed when this much of it is used up: a write a second would be a waste. */
const RENEW_MS = 3_000
const TICK_MS = 1_000
const NOTES_AT_ONCE = 1_000
const AT_ONCE = 16

/**
 * Makes the offers, in one process at a time. Everything it knows can be read from the store again, and is whenever it becomes the router; two of
 * them at once would only be wasteful, because places and entries are taken by compare-and-set.
 */
export const createRouter = (deps: RoutingDeps, floor: Floor) => {
  const { platform, works, staff, reservations } = deps
  const { clock, log } = platform
  const lease = createLease(platform.connection, clock, 'router', LEASE_MS)
  const offer = offerWork(deps, floor)
  const lapse = lapseOffer(deps)
  const overflow = overflowWork(deps)
  let isRouter = false
  let isStopped = false
  let heldAt = 0
  let running: Promise<void> | undefined
  let isWanted = false
  let leading: Promise<boolean> | undefined

  /** Left by processes that do not route: work of which the router should take notice. */
  const notes = platform.connection.collection<{ _id: string; workId: string }>('router_notes')
  const leaveNotes = async (workIds: readonly string[]): Promise<void> => {
    if (workIds.length > 0) await notes.insertMany(workIds.map((workId) => ({ _id: newId(), workId })))
  }
  /** What came since the lease was last known to be held: if it is lost by now, the next router has to hear of it. */
  const unsure = new Set<string>()
  const put = (work: WorkState): void => {
    floor.putWork(work, clock.now())
    if (!platform.isOnlyProcess) unsure.add(work.id)
  }
  const saw = async (work: WorkState): Promise<void> => {
    if (isRouter) put(work)
    // A desk that is alone reads everything when it begins to route.
    else if (!platform.isOnlyProcess) await leaveNotes([work.id])
  }
  const readNotes = async (): Promise<void> => {
    const left = await notes.find().limit(NOTES_AT_ONCE).toArray()
    for (const id of new Set(left.map((one) => one.workId))) floor.putWork(await deps.ledger.load(id), clock.now())
    if (left.length > 0) await notes.deleteMany({ _id: { $in: left.map((one) => one._id) } })
  }

  const resign = (): void => {
    isRouter = false
    floor.clear()
  }

  const rebuild = async (): Promise<void> => {
    // First of all, so that nothing that is committed while it reads is missed.
    isRouter = true
    try {
      await readAll()
    } catch (error) {
      resign()
      throw error
    }
  }

  const readAll = async (): Promise<void> => {
    floor.clear()
    floor.putMembers(await staff.membersForRouting())
    for (const { agentId, lastAt } of await reservations.all()) floor.gotLast(agentId, lastAt.getTime())
    for (const work of await works.open()) floor.putWork(work, clock.now())
    // Places whose work ended while nobody was there to free them.
    for (const { agentId, places } of await reservations.all())
      for (const place of places)
        if (floor.work(place.workId)?.holderId !== agentId && (await deps.ledger.load(place.workId)).holderId !== agentId)
          if (place.until === null) await reservations.release(agentId, place.workId)
  }

  /** Whether this process is the router now. */
  const takeLead = async (): Promise<boolean> => {
    if (isStopped) return false
    const now = clock.now()
    if (isRouter && now - heldAt < RENEW_MS && now >= heldAt) return true
    const before = [...unsure]
    const holds = await lease.hold()
    heldAt = now
    if (holds) for (const workId of before) unsure.delete(workId)
    if (holds && !isRouter) await rebuild()
    if (!holds && isRouter) resign()
    if (!holds) {
      const heard = [...unsure]
      await leaveNotes(heard)
      for (const workId of heard) unsure.delete(workId)
    }
    return holds
  }
  const lead = (): Promise<boolean> => {
    leading ??= takeLead().finally(() => {
      leading = undefined
    })
    return leading
  }

  const round = async (): Promise<void> => {
    if (!(await lead())) return
    const offers = new Set<Promise<void>>()
    let fault: unknown
    for (let choice = floor.next(clock.now()); choice && !fault && !isStopped; choice = floor.next(clock.now())) {
      const made = offer(choice)
        .then((again) => {
          isWanted ||= again
        })
        .catch((error) => {
          fault = error
        })
        .finally(() => offers.delete(made))
      offers.add(made)
      if (offers.size >= AT_ONCE) await Promise.race(offers)
    }
    await Promise.all(offers)
    if (fault) throw fault
  }

  /** Offers all that can be offered; called again while it runs, it looks once more. */
  const wake = (): Promise<void> => {
    isWanted = true
    running ??= (async () => {
      while (isWanted && !isStopped) {
        isWanted = false
        await round()
      }
    })()
      .catch((error) => log.warn({ err: error }, 'a round of offers stopped half way; the next one goes on'))
      .finally(() => {
        running = undefined
        // What came between the last look and here.
        if (isWanted && !isStopped) void wake()
      })
    return running
  }

  /** What only time, or another process, brings: run-out offers, softened demands, others' entries. */
  const tick = async (): Promise<void> => {
    if (!(await lead())) return
    if (!platform.isOnlyProcess) await readNotes()
    floor.putMembers(await staff.membersForRouting())
    floor.unblock()
    for (const { id, offerId } of floor.overdue(clock.now())) await lapse(id, offerId)
    for (const found of overflowing(floor.works(), deps.queues.byId, clock.now())) await overflow(found)
    await wake()
  }

  return {
    saw,
    /** A place of this agent was freed in the store. */
    freed: (agentId: string): void => {
      if (!isRouter) return
      floor.unblock(agentId)
      void wake()
    },
    /** Routes here, and has heard of this work. */
    knows: (workId: string): boolean => isRouter && floor.work(workId) !== undefined,
    wake,
    tick,
    /** Whether anybody makes offers: this process, or another. */
    health: async (): Promise<PartHealth> => {
      if (isRouter && clock.now() - heldAt < LEASE_MS) return { ok: true, detail: 'this process makes the offers' }
      if (await lease.isHeld()) return { ok: true, detail: 'another process makes the offers' }
      return { ok: false, detail: 'no process makes the offers: work waits, and can be picked by hand' }
    },
    start: async (): Promise<void> => {
      platform.bus.onEntry(async ({ stream }, state) => {
        if (!isRouter) return
        if (stream.startsWith('work:')) put(state as WorkState)
        else if (stream.startsWith('agent:') || stream.startsWith('user:')) floor.putMembers(await staff.membersForRouting())
        else return
        void wake()
      })
      deps.queues.onChanged(() => {
        if (!isRouter) return
        floor.forgetDemands(clock.now())
        void wake()
      })
      platform.jobs.repeat('routing/tick', TICK_MS, tick)
      await wake()
    },
    stop: async (): Promise<void> => {
      isStopped = true
      await running
      if (isRouter) await lease.release()
      isRouter = false
    },
  }
}
export type Router = ReturnType<typeof createRouter>
