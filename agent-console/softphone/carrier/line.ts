import { io } from 'socket.io-client'
import type { LiveEvent, LiveSnapshot, LiveState } from '../../../server/platform/wire/live.ts'
import type { HelloAnswer, LineSignal } from '../../../server/sandbox/carrier/wire.ts'
import { DeskError, fromBody } from '../../desk/desk-error.ts'
import { sayOver } from '../../desk/say-over.ts'
import { createStore, type Store } from '../../desk/store.ts'
import { createTopics } from '../../desk/topics.ts'

/** `lost`: it was there and tries to come back. `refused`: the carrier says no. */
export type LineState =
  | { name: 'connecting' }
  | { name: 'ready'; hello: HelloAnswer }
  | { name: 'lost'; since: number }
  | { name: 'refused'; why: string }

/** One phone's line to the carrier's stand-in: what it is told, as rows, and what it says. */
export interface CarrierLine {
  state: Store<LineState>
  rows: Store<LiveState>
  say<T = void>(verb: string, body: unknown): Promise<T>
  /** Is called for each signal once, in order. */
  onSignal(listener: (signal: LineSignal) => void): () => void
  close(): void
}

const AGAIN_MS = 1500

/** `token` is asked for at each connection, because a softphone's ends within the hour. */
export const createCarrierLine = ({ address = '', token }: { address?: string; token(): string | Promise<string> }): CarrierLine => {
  const state = createStore<LineState>({ name: 'connecting' })
  const rows = createStore<LiveState>(new Map())
  const listeners = new Set<(signal: LineSignal) => void>()
  let isClosed = false
  let leave: (() => void) | undefined

  const socket = io(`${address}/carrier`, {
    path: '/live',
    transports: ['websocket', 'polling'],
    // Each phone has a connection of its own, also several on one page.
    forceNew: true,
    auth: (give) =>
      void Promise.resolve(token()).then(
        (one) => give({ token: one }),
        () => give({ token: '' }),
      ),
    reconnectionDelayMax: 4000,
  })
  const pending = new Set<Promise<void>>()
  const say = <T>(verb: string, body: unknown): Promise<T> => {
    const answer = sayOver<T>(socket, verb, body)
    const settled = answer.then(
      () => void pending.delete(settled),
      () => void pending.delete(settled),
    )
    pending.add(settled)
    return answer
  }
  const topics = createTopics({
    watch: (topic) => say<LiveSnapshot>('watch', { topic }),
    unwatch: (topic) => void say('unwatch', { topic }).catch(() => {}),
  })
  const lose = (): void => {
    if (state.get().name === 'ready') state.set({ name: 'lost', since: Date.now() })
  }
  const refuse = (error: unknown): void =>
    state.set({ name: 'refused', why: error instanceof DeskError ? error.message : 'The carrier does not take this phone.' })
  const again = (): void => void setTimeout(() => !isClosed && socket.connect(), AGAIN_MS)

  const hello = async (): Promise<void> => {
    try {
      const answer = await say<HelloAnswer>('hello', {})
      leave?.()
      const { view, leave: end } = topics.follow(`line:${answer.lineId}`)
      const stop = view.subscribe(() => view.get().phase === 'live' && rows.set(view.get().rows))
      leave = () => {
        stop()
        end()
      }
      topics.onConnect()
      state.set({ name: 'ready', hello: answer })
    } catch (error) {
      if ((error as { refused?: boolean }).refused) refuse(error)
      else {
        socket.disconnect()
        again()
      }
    }
  }
  socket.on('connect', () => void hello())
  socket.on('disconnect', (reason) => {
    topics.onDisconnect()
    lose()
    if (reason === 'io server disconnect') again()
  })
  socket.on('connect_error', (error: Error & { data?: unknown }) => {
    lose()
    const known = error.data ? fromBody(error.data, 0) : undefined
    if (known && ['unauthenticated', 'forbidden', 'invalid'].includes(known.kind)) refuse(known)
    // A refusal of the handshake ends socket.io's own attempts.
    if (!socket.active) again()
  })
  socket.on('rows', (event: LiveEvent) => {
    for (const row of event.rows) if (row.kind === 'signal' && row.row) for (const listener of listeners) listener(row.row as LineSignal)
    topics.onEvent({ ...event, rows: event.rows.filter((row) => row.kind !== 'signal') })
  })
  return {
    state,
    rows,
    say,
    onSignal: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => {
      isClosed = true
      leave?.()
      listeners.clear()
      socket.removeAllListeners()
      // The server does not hear what arrives in one breath with the good-bye: a hang-up would be waited for.
      void Promise.all(pending).then(() => socket.disconnect())
    },
  }
}
