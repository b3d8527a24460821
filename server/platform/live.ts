import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { type Namespace, Server, type Socket } from 'socket.io'
import * as z from 'zod'
import type { Bus, Entry } from './bus.ts'
import { AppError, toErrorBody } from './errors.ts'
import { newId } from './ids.ts'
import { createInOrder } from './in-order.ts'
import type { Limit } from './limit.ts'
import type { Log } from './log.ts'
import type { PartHealth } from './part-health.ts'
import { toAppError } from './routes.ts'
import type { LiveEvent, LiveRow, LiveSnapshot } from './wire/live.ts'

/**
 * A screen that is kept up to date, as data. `A` is who watches: a staff actor, or a visitor.
 *
 * @example
 * const rowOf = (id: string, { seq, name }: QueueState): LiveRow => ({ kind: 'queue', id, v: seq, row: { id, name } })
 * const queuesTopic: LiveTopic<Actor> = {
 *   name: 'queues',
 *   mayWatch: (actor) => allow(actor, 'queue.read'),
 *   snapshot: async () => [...states].map(([id, state]) => rowOf(id, state)),
 *   changes: ({ stream }, state) =>
 *     stream.startsWith('queue:') ? [{ id: 'all', rows: [rowOf(stream.slice('queue:'.length), state as QueueState)] }] : [],
 * }
 */
export interface LiveTopic<A = unknown> {
  /** The word before the colon: `case` for `case:<id>`; a topic without id is watched as `work:all`. */
  name: string
  /** Throws forbidden or not-found; foreign and missing look the same. Asked again whenever a new row is about to be sent, through `sees`. */
  mayWatch(actor: A, id: string): void | Promise<void>
  snapshot(actor: A, id: string): Promise<LiveRow[]>
  /**
   * Which rows of which topics an entry changes. Rows are presented for this audience; what is not listed by a presenter does not leave. What is
   * presented for an id that nobody watches is dropped: ask `isWatched` before the work. `watched` are all of them, where no other process can have
   * watchers.
   */
  changes?(
    entry: Entry,
    state: unknown,
    isWatched?: (id: string) => boolean,
    watched?: ReadonlySet<string>,
  ): Promise<TopicRows[]> | TopicRows[]
  /** Passing facts it hears, by name. `isWatched` as in `changes`; `here` are the ids that are watched at this process. */
  facts?: Record<
    string,
    (data: unknown, isWatched: (id: string) => boolean, here: ReadonlySet<string>) => Promise<TopicRows[]> | TopicRows[]
  >
  /** Called for each watcher and row; leave it out only where everyone who may watch may see every row. */
  sees?(actor: A, row: LiveRow): boolean
  /**
   * Called for each watcher and change, with what the change says of its id (`TopicRows.of`): who may not watch that any more is sent nothing of it, and is
   * out. Leave it out only where nobody loses sight of an id while their socket stands.
   */
  staysFor?(actor: A, of: unknown): boolean
}

export interface TopicRows {
  id: string
  rows: LiveRow[]
  /** The change is too wide for rows (a merge, its undo): a number is left out on purpose, so that every watcher fetches again. */
  again?: boolean
  /** For watchers at this process alone, because every process comes to know of it by itself, and tells its own. */
  isHere?: boolean
  /** What `staysFor` goes by: read after the change, so that it is never older than what the rows say. */
  of?: unknown
}

/** What a client may say besides `watch` and `unwatch`: an event with a checked body and an acknowledgement. */
export interface LiveVerb<A = unknown> {
  name: string
  may?: string
  body: z.ZodType
  // Bodies are typed by the schema beside them.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  run(actor: A, body: any, socket: { id: string; topics: readonly string[] }): Promise<unknown>
}

/** One audience: its own namespace, its own way in, its own topics and verbs. Nothing of one reaches another. */
export interface Audience<A = unknown> {
  /** `/staff`, `/visitor`. */
  namespace: string
  authenticate(token: string, address: string): Promise<A>
  actorId(actor: A): string
  isAllowed(actor: A, permission: string): boolean
  topics: readonly LiveTopic<A>[]
  verbs: readonly LiveVerb<A>[]
  /** Is called when the first socket of an actor arrives and when the last one has gone. */
  attended?(actor: A, isPresent: boolean): void
}

export interface Live {
  /** Cuts every socket of an actor at once, on every process (SECURITY W8). */
  cut(namespace: string, actorId: string): void
  connected(namespace: string, actorId: string): number
  health(): PartHealth
  close(): Promise<void>
}

export interface LiveOptions {
  http: HttpServer
  bus: Bus
  log: Log
  audiences: readonly Audience<never>[]
  /** The handshake's Host, as at every other door (SECURITY W1, R1). */
  isHostAllowed(hostname: string): boolean
  /** False while the desk is starting: refused without a word, clients try again by themselves. Left out: always open. */
  isOpen?(): boolean
  /** The handshake's Origin; CORS does not cover WebSocket (SECURITY A7). */
  isOriginAllowed(namespace: string, origin: string | undefined): boolean
  limit: Limit
  /** Whose the handshake is, behind whatever proxies are trusted; left out: whoever connected. */
  addressOf?(request: IncomingMessage): string
  adapter?: Parameters<Server['adapter']>[0]
}

const Watch = z.object({ topic: z.string().min(3).max(200) }).strict()
type Ack = (answer: unknown) => void

/** `[::1]:3000` and `desk.example:3000` without the port. */
const hostnameOf = (host = ''): string => host.replace(/:\d+$/, '')

export const createLive = ({ http, bus, log, audiences, limit, addressOf, adapter, ...may }: LiveOptions): Live => {
  const { isHostAllowed, isOpen = () => true, isOriginAllowed } = may
  const io = new Server(http, {
    path: '/live',
    serveClient: false,
    maxHttpBufferSize: limit.bounds('socket-connect').bytes ?? 0,
    transports: ['websocket', 'polling'],
    cors: { origin: false },
    allowRequest: (request, answer) => answer(null, isOpen() && isHostAllowed(hostnameOf(request.headers.host))),
  })
  if (adapter) io.adapter(adapter)
  const epoch = newId()
  const cuts = new Map<string, (actorId: string) => void>()
  const counts = new Map<string, (actorId: string) => number>()
  for (const audience of audiences as readonly Audience<unknown>[]) {
    const served = serveAudience(io.of(audience.namespace), audience, {
      bus,
      log,
      epoch,
      isOriginAllowed,
      limit,
      addressOf,
      isAlone: !adapter,
    })
    cuts.set(audience.namespace, served.cut)
    counts.set(audience.namespace, served.connected)
  }
  return {
    cut: (namespace, actorId) => cuts.get(namespace)?.(actorId),
    connected: (namespace, actorId) => counts.get(namespace)?.(actorId) ?? 0,
    health: () => (http.listening ? { ok: true, detail: `${io.engine.clientsCount} connected here` } : { ok: false, detail: 'closed' }),
    close: async () => {
      await io.close()
    },
  }
}

const serveAudience = (
  space: Namespace,
  audience: Audience<unknown>,
  {
    bus,
    log,
    epoch,
    isOriginAllowed,
    limit,
    addressOf = ({ socket }) => socket.remoteAddress ?? '',
    isAlone,
  }: Pick<LiveOptions, 'bus' | 'log' | 'isOriginAllowed' | 'limit' | 'addressOf'> & { epoch: string; isAlone: boolean },
) => {
  const counters = new Map<string, number>()
  const sockets = new Map<string, Set<Socket>>()
  const actorOf = (socket: Socket): unknown => (socket.data as { actor: unknown }).actor
  const topicOf = (name: string): { topic: LiveTopic<unknown>; id: string } => {
    const cut = name.indexOf(':')
    const topic = audience.topics.find((one) => one.name === name.slice(0, cut))
    if (!topic) throw new AppError('topic-not-found', 'not-found', 'There is no such topic.')
    return { topic, id: name.slice(cut + 1) }
  }

  /** Sends to the watchers on this process and, through the adapter, asks the other processes to do the same with theirs. */
  const send = (topic: LiveTopic<unknown>, change: TopicRows): void => {
    if (change.rows.length === 0 && !change.again) return
    deliver(topic, change)
    if (!isAlone && !change.isHere) space.serverSideEmit('rows', topic.name, change)
  }
  const deliver = (topic: LiveTopic<unknown>, { id, rows, again = false, of }: TopicRows): void => {
    const name = `${topic.name}:${id}`
    const watchers = space.adapter.rooms.get(name)
    if (!watchers) return
    const n = (counters.get(name) ?? 0) + (again ? 2 : 1)
    counters.set(name, n)
    for (const socketId of [...watchers]) {
      const socket = space.sockets.get(socketId)
      if (!socket) continue
      if (topic.staysFor?.(actorOf(socket), of) === false) {
        void socket.leave(name)
        // A number is missing here too: they ask again, and are told what whoever asks for the first time is told.
        socket.emit('rows', { topic: name, epoch, n: n + 1, rows: [] } satisfies LiveEvent)
        continue
      }
      // A row that this watcher may not see leaves the topic for them: it may have been visible a moment ago.
      const seen = topic.sees
        ? rows.map((row) => (topic.sees?.(actorOf(socket), row) ? row : { kind: row.kind, id: row.id, v: row.v }))
        : rows
      socket.emit('rows', { topic: name, epoch, n, rows: seen } satisfies LiveEvent)
    }
  }
  space.on('rows', (name: string, change: TopicRows) => {
    const topic = audience.topics.find((one) => one.name === name)
    if (topic) deliver(topic, change)
  })

  /** The ids of each topic that are watched here. */
  const watched = new Map(audience.topics.map(({ name }) => [name, new Set<string>()]))
  const note = (room: string, act: 'add' | 'delete'): void => {
    const cut = room.indexOf(':')
    watched.get(room.slice(0, Math.max(cut, 0)))?.[act](room.slice(cut + 1))
  }
  space.adapter.on('create-room', (room: string) => note(room, 'add'))
  space.adapter.on('delete-room', (room: string) => note(room, 'delete'))

  /** Nobody here and no other process to tell: presenting would be for nothing. */
  const watchedHere = ({ name }: LiveTopic<unknown>): ReadonlySet<string> | undefined => (isAlone ? watched.get(name) : undefined)
  // Each topic by itself: a list is not kept waiting by whole screens. Within one, rows that were read earlier never come after those read later: what has
  // left would be back, and of two rows of one version the older would stay.
  for (const topic of audience.topics) {
    const { changes, facts = {} } = topic
    const inOrder = createInOrder()
    const tell = async (present: (here: ReadonlySet<string> | undefined) => Promise<TopicRows[]> | TopicRows[]): Promise<void> => {
      const here = watchedHere(topic)
      if (here?.size === 0) return
      await inOrder(
        () => present(here),
        (told) => {
          for (const change of told) send(topic, change)
        },
      )
    }
    if (changes) bus.onEntry((entry, state) => tell((here) => changes(entry, state, (id) => here?.has(id) ?? true, here)))
    for (const [name, present] of Object.entries(facts))
      bus.onPassing(name, (data) => tell((here) => present(data, (id) => here?.has(id) ?? true, watched.get(topic.name) ?? new Set())))
  }

  const watch = async (socket: Socket, input: unknown): Promise<LiveSnapshot> => {
    const { topic: name } = Watch.parse(input)
    const { topic, id } = topicOf(name)
    const actor = actorOf(socket)
    try {
      await topic.mayWatch(actor, id)
      // Joined before the rows are read: what happens meanwhile arrives as events, and the newer of two rows wins.
      await socket.join(name)
      const n = counters.get(name) ?? 0
      const rows = await topic.snapshot(actor, id)
      return { topic: name, epoch, n, rows: topic.sees ? rows.filter((row) => topic.sees?.(actor, row)) : rows }
    } catch (error) {
      // Whoever is refused may have watched it until now.
      await socket.leave(name)
      throw error
    }
  }

  /** One wrapper for every event: rate, body, verb, answer. A bad body or a missing acknowledgement costs the sender only. */
  const on = (socket: Socket, name: string, run: (input: unknown) => Promise<unknown>): void => {
    socket.on(name, async (input: unknown, ack: unknown) => {
      const answer: Ack = typeof ack === 'function' ? (ack as Ack) : () => {}
      try {
        await limit('socket-event', audience.actorId(actorOf(socket)))
        answer({ ok: true, answer: await run(input) })
      } catch (error) {
        const known =
          error instanceof z.ZodError ? new AppError('invalid-input', 'invalid', 'Some values are not accepted.') : toAppError(error)
        if (known.code === 'internal') log.error({ err: error, event: name }, 'a socket event failed')
        answer({ ok: false, ...toErrorBody(known) })
      }
    })
  }

  /** Only who has no good token is counted by their address: behind one may be a whole company, and somebody who wants to shut it out. */
  const actorBy = async (token: unknown, address: string): Promise<unknown> => {
    try {
      if (typeof token !== 'string' || token.length > 4096) throw new AppError('sign-in-needed', 'unauthenticated', 'Sign in first.')
      return await audience.authenticate(token, address)
    } catch (error) {
      await limit('socket-connect', address)
      throw error
    }
  }
  space.use(async (socket, next) => {
    try {
      const address = addressOf(socket.request)
      if (!isOriginAllowed(audience.namespace, socket.handshake.headers.origin))
        throw new AppError('origin', 'forbidden', 'This page may not connect.')
      await limit('socket-address', address)
      const actor = await actorBy((socket.handshake.auth as { token?: unknown }).token, address)
      await limit('socket-connect', audience.actorId(actor))
      const open = sockets.get(audience.actorId(actor))?.size ?? 0
      if (open >= (limit.bounds('socket-connect').atOnce ?? Number.POSITIVE_INFINITY))
        throw new AppError('too-many-at-once', 'rate-limited', 'You have too many screens open. Close one first.')
      socket.data = { actor }
      next()
    } catch (error) {
      const known = toAppError(error)
      next(Object.assign(new Error(known.message), { data: toErrorBody(known) }))
    }
  })

  space.on('connection', (socket) => {
    const actor = actorOf(socket)
    const id = audience.actorId(actor)
    const mine = sockets.get(id) ?? new Set()
    sockets.set(id, mine.add(socket))
    if (mine.size === 1) audience.attended?.(actor, true)
    on(socket, 'watch', (input) => watch(socket, input))
    on(socket, 'unwatch', async (input) => {
      await socket.leave(Watch.parse(input).topic)
    })
    for (const verb of audience.verbs)
      on(socket, verb.name, async (input) => {
        if (verb.may && !audience.isAllowed(actor, verb.may))
          throw new AppError('not-allowed', 'forbidden', 'Your role does not allow this.')
        return verb.run(actor, verb.body.parse(input), { id: socket.id, topics: [...socket.rooms] })
      })
    socket.on('disconnect', () => {
      mine.delete(socket)
      if (mine.size > 0) return
      sockets.delete(id)
      audience.attended?.(actor, false)
    })
  })

  const cutHere = (actorId: string): void => {
    for (const socket of sockets.get(actorId) ?? []) socket.disconnect(true)
  }
  space.on('cut', cutHere)
  return {
    cut: (actorId: string): void => {
      cutHere(actorId)
      if (!isAlone) space.serverSideEmit('cut', actorId)
    },
    connected: (actorId: string): number => sockets.get(actorId)?.size ?? 0,
  }
}
