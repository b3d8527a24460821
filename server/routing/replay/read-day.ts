import type { Entry } from '../../platform/bus.ts'
import type { RoutingDeps } from '../deps.ts'
import type { WorkChange } from '../entries.ts'
import type { DayFacts, DayPiece } from './facts.ts'
import { rebuildPiece } from './rebuild.ts'

type WorkEntry = Entry<WorkChange>
type Stored = Omit<WorkEntry, 'id'> & { _id: string }

/** More is not replayed at once: the day ends where this many pieces, or entries, are reached. */
const MOST_PIECES = 5_000
const MOST_ENTRIES = 60_000
const STREAMS_AT_ONCE = 100
const PAGE = 500

export interface StoredDay {
  entries: ReadonlyMap<string, readonly WorkEntry[]>
  until: number
  isCut: boolean
}

/** All that the entries tell of the work of a day, with what was before it of the same pieces and of what is open still. */
export const readDay =
  ({ platform, works }: Pick<RoutingDeps, 'platform' | 'works'>) =>
  async (from: number, to: number): Promise<StoredDay> => {
    const collection = platform.connection.collection<Stored>('entries')
    const streams = new Map<string, WorkEntry[]>()
    let until = to
    let count = 0
    const put = ({ _id, ...rest }: Stored): void => {
      const entry = { id: _id, ...rest }
      const list = streams.get(entry.stream)
      if (list) list.push(entry)
      else streams.set(entry.stream, [entry])
      count++
    }
    const ofThatDay = { at: { $gte: new Date(from), $lt: new Date(to) }, stream: { $gte: 'work:', $lt: 'work;' } }
    const found = collection
      .find(ofThatDay as never)
      .sort({ at: 1 })
      .batchSize(PAGE)
    for await (const one of found as AsyncIterable<Stored>) {
      if (count >= MOST_ENTRIES || (streams.size >= MOST_PIECES && !streams.has(one.stream))) {
        until = one.at.getTime()
        break
      }
      put(one)
    }
    const isCut = until < to
    const begunBefore = [...streams.values()].filter((list) => list.every((one) => one.seq > 1)).map((list) => list[0]?.stream ?? '')
    const open = (await works.open()).filter((one) => one.since.getTime() < from && !streams.has(`work:${one.id}`))
    begunBefore.push(...open.slice(0, MOST_PIECES).map((one) => `work:${one.id}`))
    for (let at = 0; at < begunBefore.length; at += STREAMS_AT_ONCE) {
      const some = { stream: { $in: begunBefore.slice(at, at + STREAMS_AT_ONCE) }, at: { $lt: new Date(from) } }
      for await (const one of collection.find(some as never).batchSize(PAGE) as AsyncIterable<Stored>) put(one)
    }
    return { entries: streams, until, isCut }
  }

/** The pieces of a day that was read; yields after each. */
export function* rebuildDay({ entries, until }: StoredDay, from: number): Generator<void, DayPiece[]> {
  const pieces: DayPiece[] = []
  for (const list of entries.values()) {
    const inOrder = [...list].sort((a, b) => a.seq - b.seq)
    // Begun before, and what was before is not there: nothing can be said of it.
    const piece = inOrder[0]?.seq === 1 ? rebuildPiece(inOrder, from, until) : null
    if (piece) pieces.push(piece)
    yield
  }
  return pieces.sort((a, b) => a.beginsAt - b.beginsAt || (a.id < b.id ? -1 : 1))
}

/** Who may be offered work, as they are now, and when they were there. */
export const readPeople = async ({ staff }: Pick<RoutingDeps, 'staff'>, from: number): Promise<Pick<DayFacts, 'members' | 'presences'>> => {
  const members = await staff.membersForRouting()
  const found = await staff.presencesSince(
    members.map((one) => one.id),
    new Date(from),
  )
  const presences = new Map(
    [...found].map(([id, spans]) => [id, spans.map((one) => ({ from: Date.parse(one.from), presence: one.presence }))]),
  )
  return { members, presences }
}
