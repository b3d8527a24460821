import {
  applyRows,
  fromSnapshot,
  type LiveEvent,
  type LiveRow,
  type LiveSnapshot,
  type LiveState,
} from '../../server/platform/wire/live.ts'
import { createStore, type Store } from './store.ts'

/** `lost`: the rows are the last ones known, the connection is gone. `refused`: the desk says no; asking again would not help. */
export type Phase = 'waiting' | 'live' | 'lost' | 'refused'

export interface TopicView {
  phase: Phase
  rows: LiveState
  /** How many snapshots were taken: with each, the rows are all that the desk shows now, and what was there before may be gone. */
  taken: number
  error?: unknown
}

/** The socket as seen from here. `watch` rejects with `refused: true` when asking again makes no sense. */
export interface Wire {
  watch(topic: string): Promise<LiveSnapshot>
  unwatch(topic: string): void
}

export interface Topics {
  /** One subscription for all who follow the same topic; it ends a moment after the last one leaves. */
  follow(topic: string): { view: Store<TopicView>; leave(): void }
  onEvent(event: LiveEvent): void
  onConnect(): void
  onDisconnect(): void
  /** Rows that changed while the connection was away, over all topics. */
  caughtUp: Store<number>
}

interface Held {
  view: Store<TopicView>
  followers: number
  epoch: string
  n: number
  /** Grows with each watch, so that the answer to an older one is told apart. */
  attempt: number
  isWatching: boolean
  early: LiveEvent[]
  hasAnswer: boolean
  leaving?: ReturnType<typeof setTimeout>
}

const nothing: TopicView = { phase: 'waiting', rows: new Map(), taken: 0 }

const changedRows = (before: LiveState, rows: readonly LiveRow[]): number =>
  rows.filter((row) => (before.get(`${row.kind} ${row.id}`)?.v ?? -1) < row.v).length

/** Pure but for its timers: keeps every followed topic equal to what a fresh snapshot would say. */
export const createTopics = (wire: Wire, { lingerMs = 2000, retryMs = 2000 } = {}): Topics => {
  const held = new Map<string, Held>()
  const caughtUp = createStore(0)
  let isConnected = false

  const watch = async (topic: string, one: Held): Promise<void> => {
    const attempt = ++one.attempt
    one.isWatching = true
    one.early = []
    try {
      const snapshot = await wire.watch(topic)
      if (attempt !== one.attempt || held.get(topic) !== one) return
      take(topic, one, snapshot)
    } catch (error) {
      if (attempt !== one.attempt || held.get(topic) !== one) return
      one.isWatching = false
      if ((error as { refused?: boolean }).refused) one.view.set({ ...one.view.get(), phase: 'refused', error })
      else setTimeout(() => held.get(topic) === one && isConnected && attempt === one.attempt && watch(topic, one), retryMs)
    }
  }

  const take = (topic: string, one: Held, snapshot: LiveSnapshot): void => {
    if (one.hasAnswer) caughtUp.set(caughtUp.get() + changedRows(one.view.get().rows, snapshot.rows))
    one.isWatching = false
    one.hasAnswer = true
    one.epoch = snapshot.epoch
    one.n = snapshot.n
    const early = one.early.sort((a, b) => a.n - b.n)
    one.early = []
    one.view.set({ phase: 'live', rows: fromSnapshot(snapshot), taken: one.view.get().taken + 1 })
    // Events may overtake the answer: what it does not hold yet is applied now, in order.
    for (const event of early) if (event.epoch === one.epoch) apply(topic, one, event)
  }

  const apply = (topic: string, one: Held, event: LiveEvent): void => {
    if (one.isWatching) one.early.push(event)
    else if (event.epoch === one.epoch && event.n <= one.n) return
    else if (event.epoch === one.epoch && event.n === one.n + 1) {
      one.n = event.n
      one.view.set({ ...one.view.get(), phase: 'live', rows: applyRows(one.view.get().rows, event.rows) })
    } else void watch(topic, one)
  }

  return {
    caughtUp,
    follow: (topic) => {
      let one = held.get(topic)
      if (!one) {
        one = { view: createStore(nothing), followers: 0, epoch: '', n: 0, attempt: 0, isWatching: false, early: [], hasAnswer: false }
        held.set(topic, one)
        if (isConnected) void watch(topic, one)
      }
      clearTimeout(one.leaving)
      one.followers += 1
      const mine = one
      let hasLeft = false
      return {
        view: mine.view,
        leave: () => {
          if (hasLeft) return
          hasLeft = true
          mine.followers -= 1
          if (mine.followers > 0) return
          mine.leaving = setTimeout(() => {
            held.delete(topic)
            if (isConnected) wire.unwatch(topic)
          }, lingerMs)
        },
      }
    },
    onEvent: (event) => {
      const one = held.get(event.topic)
      if (one) apply(event.topic, one, event)
    },
    onConnect: () => {
      isConnected = true
      caughtUp.set(0)
      for (const [topic, one] of held) void watch(topic, one)
    },
    onDisconnect: () => {
      isConnected = false
      for (const one of held.values()) {
        one.attempt += 1
        one.isWatching = false
        const view = one.view.get()
        if (view.phase === 'live') one.view.set({ ...view, phase: 'lost' })
      }
    },
  }
}
