import { AppError, notFound } from '../../platform/errors.ts'
import { idFrom } from '../../platform/ids.ts'
import type { Folded, StreamKind } from '../../platform/ledger.ts'
import type { Platform } from '../../platform/room.ts'
import { type Notice, noticeOf, type Queues, seesQueue } from '../../queues/index.ts'
import { type Actor, allow } from '../../staff/index.ts'
import type { NumberChange } from '../entries.ts'
import type { NumberView } from '../wire.ts'

type NumberState = Omit<NumberView, 'id'> & Folded

const numberStream: StreamKind<NumberState, NumberChange> = {
  kind: 'number',
  collection: 'numbers',
  chained: true,
  start: () => ({ seq: 0, number: '', label: '', flow: '', queueId: null, isRecorded: false, isActive: false, notice: null }),
  fold: (state, { seq, at, by, change }) => {
    if (change.type === 'number.notice-set') return { ...state, notice: noticeOf(change, at, by), seq }
    const { type, ...given } = change
    return { ...state, ...given, ...(type === 'number.added' ? { isActive: true } : {}), seq }
  },
}

/** Our numbers: what answers there. In memory once `load` has run; `refresh` takes in what other processes changed. */
export const createNumbers = (
  { ledgers, bus, connection }: Pick<Platform, 'ledgers' | 'bus' | 'connection'>,
  queues: Pick<Queues, 'byId'>,
) => {
  const ledger = ledgers.open(numberStream)
  const states = new Map<string, NumberState>()
  const put = (id: string, state: NumberState): void => {
    if (state.seq > (states.get(id)?.seq ?? 0)) states.set(id, state)
  }
  bus.onEntry((entry, state) => {
    if (entry.stream.startsWith('number:')) put(entry.stream.slice('number:'.length), state as NumberState)
  })
  const present = (id: string, { seq: _, ...state }: NumberState): NumberView => ({ id, ...state })
  const all = (): NumberView[] =>
    [...states]
      .map(([id, state]) => present(id, state))
      .sort((a, b) => Number(b.isActive) - Number(a.isActive) || (a.number < b.number ? -1 : 1))
  const needQueue = (queueId: string | null | undefined): void => {
    if (queueId != null && !queues.byId(queueId)) throw notFound('queue')
  }
  /** A number is as visible as the queue it rings for. */
  const isSeen = (actor: Actor, { queueId }: Pick<NumberState, 'queueId'>): boolean => seesQueue(actor, queueId, queues)
  return {
    load: async (): Promise<void> => {
      for (const { _id } of await connection.collection<{ _id: string }>('numbers').find({}).toArray()) put(_id, await ledger.load(_id))
    },
    refresh: async (): Promise<void> => {
      const stored = connection.collection<NumberState & { _id: string }>('numbers')
      for (const { _id, ...state } of await stored.find({}).toArray())
        put(_id as unknown as string, { ...numberStream.start(_id as unknown as string), ...(state as unknown as NumberState) })
    },
    all,
    byNumber: (number: string): NumberView | undefined => all().find((one) => one.number === number && one.isActive),
    /** Throws forbidden. */
    list: async (actor: Actor): Promise<NumberView[]> => {
      allow(actor, 'queue.read')
      return all().filter((one) => isSeen(actor, one))
    },
    /** Throws forbidden, conflict (the number is there already), not-found (queue), invalid. */
    add: async (
      actor: Actor,
      { commandId, ...given }: Omit<NumberView, 'id' | 'isActive' | 'notice'> & { commandId: string },
    ): Promise<NumberView> => {
      allow(actor, 'number.manage')
      needQueue(given.queueId)
      if (!/^\+[1-9]\d{5,14}$/.test(given.number))
        throw new AppError('not-a-number', 'invalid', 'Give the number with its country code and nothing else, such as +12025550142.')
      const id = idFrom('number', given.number)
      const state = await ledger.commit(id, `${actor.id}:add:${commandId}`, actor.id, (now) => {
        // One that was taken off comes back with what is said of it now.
        if (now.seq > 0 && now.isActive) throw new AppError('number-exists', 'conflict', 'This number is there already.')
        return { type: 'number.added', ...given }
      })
      put(id, state)
      return present(id, state)
    },
    /** Changes what is given and leaves the rest. Throws forbidden, not-found (number, queue). */
    edit: async (
      actor: Actor,
      { numberId, commandId, ...given }: Partial<Omit<NumberView, 'id' | 'number' | 'notice'>> & { numberId: string; commandId: string },
    ): Promise<NumberView> => {
      allow(actor, 'number.manage')
      needQueue(given.queueId)
      const change = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
      const state = await ledger.commit(numberId, `${actor.id}:edit:${commandId}`, actor.id, (now) => {
        if (now.seq === 0) throw notFound('number')
        return Object.keys(change).length === 0 ? null : { type: 'number.edited', ...change }
      })
      put(numberId, state)
      return present(numberId, state)
    },
    /** Tells the callers of a number something at once, closes it, or takes that back. Throws forbidden, not-found (of a queue one may not see looks the same). */
    setNotice: async (
      actor: Actor,
      { numberId, commandId, mode, texts }: { numberId: string; commandId: string; mode: Notice['mode'] | 'off'; texts: Notice['texts'] },
    ): Promise<NumberView> => {
      allow(actor, 'queue.close')
      const state = await ledger.commit(numberId, `${actor.id}:notice:${commandId}`, actor.id, (now) => {
        if (now.seq === 0 || !isSeen(actor, now)) throw notFound('number')
        return { type: 'number.notice-set', mode, texts }
      })
      put(numberId, state)
      return present(numberId, state)
    },
  }
}
export type Numbers = ReturnType<typeof createNumbers>
