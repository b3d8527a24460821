import { wasFree } from '../platform/batch.ts'
import { early } from '../platform/db/early.ts'
import { AppError } from '../platform/errors.ts'
import { createRecent } from '../platform/recent.ts'
import type { Platform } from '../platform/room.ts'
import { createQueueByKey } from '../platform/stream-queue.ts'

/** A place an agent's work takes. */
export interface Place {
  workId: string
  channel: string
  isLive: boolean
  isExclusive: boolean
  /** An offer's place frees itself; null for active work. */
  until: Date | null
}

interface Reserved {
  _id: string
  rev: number
  work: Place[]
  /** When the agent last got or gave up something. */
  lastAt: Date
}

const PLACES = 200
const ATTEMPTS = 10

/**
 * Who holds what, one bounded document an agent, changed by compare-and-set: two routers can never fill the same place. It is a list and not a
 * counter, so that nothing has to be counted back after a crash.
 */
export const createReservations = ({ connection, clock, isOnlyProcess }: Pick<Platform, 'connection' | 'clock' | 'isOnlyProcess'>) => {
  const collection = connection.collection<Reserved>('agents_work')
  // Of the work's entries, before or after; whoever starts on this store reads them again.
  const inPassing = early({ isOnlyProcess })
  /** As this process wrote them last; with others it would have to ask all the same. */
  const written = createRecent<string, Reserved>(1_000)
  const read = async (agentId: string): Promise<Reserved | null> =>
    written.get(agentId) ?? ((await collection.findOne({ _id: agentId })) as Reserved | null)
  const remember = (reserved: Reserved): void => {
    if (isOnlyProcess) written.set(reserved._id, reserved)
  }
  const current = (places: readonly Place[]): Place[] => places.filter((one) => one.until === null || one.until.getTime() > clock.now())

  /** False when somebody was faster. */
  const put = async (held: Reserved | null, next: Reserved): Promise<boolean> => {
    if (!held) return wasFree(collection.insertOne(next, inPassing))
    written.delete(next._id)
    return (await collection.replaceOne({ _id: next._id, rev: held.rev }, next, inPassing)).modifiedCount === 1
  }

  const changeNow = async (agentId: string, to: (places: Place[]) => Place[] | null): Promise<boolean> => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const held = await read(agentId)
      const work = to(current(held?.work ?? []))
      if (!work) return false
      const next = { _id: agentId, work, rev: (held?.rev ?? 0) + 1, lastAt: new Date(clock.now()) }
      if (await put(held, next)) {
        remember(next)
        return true
      }
    }
    throw new AppError('busy', 'unavailable', 'Too many people changed this at the same moment. Try again.')
  }
  const inTurn = createQueueByKey()
  /** `to` gives the new places, or null to leave them. False when it did. */
  const change: typeof changeNow = (agentId, to) => inTurn(agentId, () => changeNow(agentId, to))

  return {
    /** Takes a place if `fits` says so of what is held besides it; a second time for the same work changes only when it frees itself. */
    reserve: async (agentId: string, place: Place, fits: (held: readonly Place[]) => boolean): Promise<boolean> => {
      let isThere = false
      const done = await change(agentId, (places) => {
        const own = places.find((one) => one.workId === place.workId)
        isThere = own !== undefined && own.until?.getTime() === place.until?.getTime()
        const others = places.filter((one) => one !== own)
        return isThere || others.length >= PLACES || !fits(others) ? null : [...others, place]
      })
      return done || isThere
    },
    release: async (agentId: string, workId: string): Promise<void> => {
      await change(agentId, (places) =>
        places.some((one) => one.workId === workId) ? places.filter((one) => one.workId !== workId) : null,
      )
    },
    placesOf: async (agentId: string): Promise<Place[]> => current((await read(agentId))?.work ?? []),
    all: async (): Promise<{ agentId: string; places: Place[]; lastAt: Date }[]> =>
      (await collection.find().toArray()).map(({ _id, work, lastAt }) => ({ agentId: _id, places: work, lastAt })),
  }
}
export type Reservations = ReturnType<typeof createReservations>

/** Whether one more fits beside what is held: the rules of `misfit` about capacity and calls, on what is stored. */
export const placesFit = (
  held: readonly Place[],
  work: Omit<Place, 'workId' | 'until'>,
  capacity: number,
  { besideLive = false }: { besideLive?: boolean | undefined } = {},
): boolean => {
  if (work.isLive && held.some((one) => one.isExclusive)) return false
  if (work.isExclusive && !besideLive && held.some((one) => one.isLive)) return false
  return held.filter((one) => one.channel === work.channel).length < capacity
}
