import { io, type Socket } from 'socket.io-client'
import type { LiveEvent, LiveSnapshot } from '../../server/platform/wire/live.ts'
import { connection } from './connection.ts'
import { DeskError, fromBody } from './desk-error.ts'
import { refresh } from './refresh.ts'
import { sayOver } from './say-over.ts'
import { session, tokenNow } from './session.ts'
import { createTopics } from './topics.ts'

let socket: Socket | undefined

/** Says something to the desk over the live line. Rejects with DeskError. */
export const say = <T>(event: string, body: unknown): Promise<T> => sayOver<T>(socket, event, body)

export const topics = createTopics({
  watch: (topic) => say<LiveSnapshot>('watch', { topic }),
  unwatch: (topic) =>
    void say('unwatch', { topic }).catch(() => {
      // The connection went first: then the watching has ended anyway.
    }),
})

const connect = (): void => {
  socket = io('/staff', {
    path: '/live',
    transports: ['websocket', 'polling'],
    auth: (give) => give({ token: tokenNow() ?? '' }),
    reconnectionDelayMax: 4000,
  })
  socket.on('connect', () => {
    const before = connection.get()
    connection.set({ isUp: true, lostAt: null, backAt: before.lostAt === null ? before.backAt : Date.now() })
    topics.onConnect()
  })
  socket.on('disconnect', (reason) => {
    connection.set({ ...connection.get(), isUp: false, lostAt: Date.now() })
    topics.onDisconnect()
    // Cut by the desk: rights may have changed. A new token says; without one, this is the sign-in page.
    if (reason === 'io server disconnect')
      void refresh().then(
        (isIn) => isIn && socket?.connect(),
        () => setTimeout(() => socket?.connect(), 2000),
      )
  })
  socket.on('connect_error', (error: Error & { data?: unknown }) => {
    const now = connection.get()
    if (now.lostAt === null) connection.set({ ...now, isUp: false, lostAt: Date.now() })
    const known = error.data ? fromBody(error.data, 0) : undefined
    if (!(known instanceof DeskError)) return
    // A refusal of the handshake ends socket.io's own attempts.
    const again = () => setTimeout(() => socket?.connect(), 1500)
    if (known.kind === 'unauthenticated') void refresh().then((isIn) => isIn && again(), again)
    else again()
  })
  socket.on('rows', (event: LiveEvent) => topics.onEvent(event))
}

const disconnect = (): void => {
  socket?.removeAllListeners()
  socket?.disconnect()
  socket = undefined
  topics.onDisconnect()
  connection.set({ isUp: false, lostAt: null, backAt: null })
}

/** The line stands while somebody is signed in. */
export const startLive = (): void => {
  const follow = () => {
    const { state } = session.get()
    if (state === 'in' && !socket) connect()
    if (state === 'out' && socket) disconnect()
  }
  session.subscribe(follow)
  follow()
}

export const reconnect = (): void => {
  socket?.disconnect().connect()
}
