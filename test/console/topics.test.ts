import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as fc from 'fast-check'
import { io, type Socket } from 'socket.io-client'
import { afterEach, describe, expect, it } from 'vitest'
import { createTopics, type Topics } from '../../agent-console/desk/topics.ts'
import { createBus } from '../../server/platform/bus.ts'
import { AppError } from '../../server/platform/errors.ts'
import { createLive, type LiveTopic } from '../../server/platform/live.ts'
import { createLog } from '../../server/platform/log.ts'
import type { LiveEvent, LiveRow, LiveSnapshot } from '../../server/platform/wire/live.ts'
import { limitBy } from '../setup/limit-by.ts'
import { waitFor } from '../wait-for.ts'

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

/** A desk with one topic over a plain map, on the real live part and real sockets. */
const startDesk = async (port = 0, rows = new Map<string, LiveRow>()) => {
  const log = createLog({ level: 'silent', secrets: [] })
  const bus = createBus(log)
  const http = createServer()
  const topic: LiveTopic<{ id: string }> = {
    name: 'case',
    mayWatch: (_actor, id) => {
      if (id === 'foreign') throw new AppError('case-not-found', 'not-found', 'There is no such case.')
    },
    snapshot: async () => [...rows.values()],
    facts: {
      changed: (row) => [{ id: '1', rows: [row as LiveRow] }],
      'changed-slowly': async (reading) => [{ id: '1', rows: [await (reading as Promise<LiveRow>)] }],
      again: () => [{ id: '1', rows: [], again: true }],
    },
  }
  const live = createLive({
    http,
    bus,
    log,
    audiences: [
      {
        namespace: '/staff',
        authenticate: async () => ({ id: 'u' }),
        actorId: ({ id }: { id: string }) => id,
        isAllowed: () => true,
        topics: [topic],
        verbs: [],
      },
    ] as never,
    isHostAllowed: () => true,
    isOriginAllowed: () => true,
    limit: limitBy(),
  })
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve))
  const stop = async () => {
    await live.close()
    http.closeAllConnections()
  }
  stops.push(stop)
  return {
    port: (http.address() as AddressInfo).port,
    rows,
    stop,
    set: (id: string, v: number, row: unknown) => {
      const one = { kind: 'item', id, v, row }
      rows.set(id, one)
      bus.tell({ name: 'changed', data: one })
    },
    setSlowly: (reading: Promise<LiveRow>) => bus.tell({ name: 'changed-slowly', data: reading }),
    again: () => bus.tell({ name: 'again', data: null }),
  }
}

const follow = (port: number): { topics: Topics; socket: Socket } => {
  const socket = io(`http://127.0.0.1:${port}/staff`, {
    path: '/live',
    transports: ['websocket'],
    auth: { token: 'x' },
    reconnectionDelay: 20,
    reconnectionDelayMax: 50,
  })
  stops.push(() => void socket.disconnect())
  const topics = createTopics(
    {
      watch: async (topic) => {
        const ack = (await socket.timeout(2000).emitWithAck('watch', { topic })) as { ok: boolean; answer: LiveSnapshot }
        if (ack.ok) return ack.answer
        throw Object.assign(new Error('refused'), { refused: true })
      },
      unwatch: (topic) => void socket.emit('unwatch', { topic }),
    },
    { lingerMs: 5, retryMs: 20 },
  )
  socket.on('connect', topics.onConnect)
  socket.on('disconnect', topics.onDisconnect)
  socket.on('rows', topics.onEvent)
  return { topics, socket }
}

const shown = (view: { rows: ReadonlyMap<string, LiveRow> }) =>
  Object.fromEntries([...view.rows.values()].filter(({ row }) => row !== undefined).map(({ id, row }) => [id, row]))

describe('a followed topic over real sockets', () => {
  it('holds the snapshot and what happens after it', async () => {
    const desk = await startDesk()
    desk.set('a', 1, 'one')
    const { topics } = follow(desk.port)
    const { view } = topics.follow('case:1')
    await waitFor(() => view.get().phase === 'live')
    desk.set('a', 2, 'two')
    desk.set('b', 1, 'new')
    await waitFor(() => view.get().rows.size === 2 && shown(view.get()).a === 'two')
    expect(shown(view.get())).toEqual({ a: 'two', b: 'new' })
  })

  it('fetches again when the desk leaves a number out', async () => {
    const desk = await startDesk()
    desk.set('a', 1, 'one')
    const { topics } = follow(desk.port)
    const { view } = topics.follow('case:1')
    await waitFor(() => view.get().phase === 'live')
    desk.rows.delete('a')
    desk.rows.set('z', { kind: 'item', id: 'z', v: 1, row: 'other' })
    desk.again()
    await waitFor(() => shown(view.get()).z === 'other')
    expect(shown(view.get())).toEqual({ z: 'other' })
  })

  it('never shows again what has left, when it was read before and took longer', async () => {
    const desk = await startDesk()
    const { topics } = follow(desk.port)
    const { view } = topics.follow('case:1')
    await waitFor(() => view.get().phase === 'live')
    let isRead = (_row: LiveRow): void => {}
    desk.setSlowly(
      new Promise((resolve) => {
        isRead = resolve
      }),
    )
    desk.setSlowly(Promise.reject(new Error('could not be read')))
    desk.set('a', 0, undefined)
    desk.set('b', 1, 'new')
    isRead({ kind: 'item', id: 'a', v: 0, row: 'old' })
    await waitFor(() => shown(view.get()).b === 'new' && view.get().rows.has('item a'))
    expect(shown(view.get())).toEqual({ b: 'new' })
  })

  it('keeps the last rows while the line is away, and counts what it missed when it is back', async () => {
    const first = await startDesk()
    first.set('a', 1, 'one')
    const { topics } = follow(first.port)
    const { view } = topics.follow('case:1')
    await waitFor(() => view.get().phase === 'live')
    await first.stop()
    await waitFor(() => view.get().phase === 'lost')
    expect(shown(view.get())).toEqual({ a: 'one' })
    first.rows.set('a', { kind: 'item', id: 'a', v: 2, row: 'two' })
    first.rows.set('b', { kind: 'item', id: 'b', v: 1, row: 'new' })
    // Another process: another epoch, its own counters.
    await startDesk(first.port, first.rows)
    await waitFor(() => view.get().phase === 'live')
    expect(shown(view.get())).toEqual({ a: 'two', b: 'new' })
    expect(topics.caughtUp.get()).toBe(2)
  })

  it('says when the desk refuses, and does not ask for ever', async () => {
    const desk = await startDesk()
    const { topics } = follow(desk.port)
    const { view } = topics.follow('case:foreign')
    await waitFor(() => view.get().phase === 'refused')
    expect(view.get().rows.size).toBe(0)
  })

  it('shares one subscription and gives it up after the last has left', async () => {
    const desk = await startDesk()
    const { topics } = follow(desk.port)
    const one = topics.follow('case:1')
    const two = topics.follow('case:1')
    expect(one.view).toBe(two.view)
    await waitFor(() => one.view.get().phase === 'live')
    one.leave()
    one.leave()
    desk.set('a', 1, 'still')
    await waitFor(() => shown(two.view.get()).a === 'still')
    two.leave()
    const later = await waitFor(() => {
      const next = topics.follow('case:1')
      next.leave()
      return next.view !== one.view ? next : undefined
    })
    expect(later.view).not.toBe(one.view)
  })
})

/**
 * The desk as a model: events are numbered as they are made and may arrive late, doubled or not at all; answers to `watch` may be overtaken by
 * them. Whatever the order, in the end the screen holds what a fresh snapshot would.
 */
describe('in any order of arrival', () => {
  const act = fc.oneof(
    fc.record({ do: fc.constant('change' as const), id: fc.constantFrom('a', 'b', 'c'), isLost: fc.boolean() }),
    fc.constant({ do: 'remove' as const, id: 'a' }),
    fc.constant({ do: 'answer' as const }),
    fc.constant({ do: 'deliver' as const }),
    fc.constant({ do: 'double' as const }),
    fc.constant({ do: 'restart' as const }),
  )
  it('ends as a fresh snapshot would', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
        const rows = new Map<string, LiveRow>()
        let n = 0
        let v = 0
        let epoch = 1
        let wire: LiveEvent[] = []
        const asked: ((snapshot: LiveSnapshot) => void)[] = []
        const pending: LiveSnapshot[] = []
        const topics = createTopics({
          watch: () => {
            // Joined, then read: events from here on reach this socket.
            pending.push({ topic: 't', epoch: String(epoch), n, rows: [...rows.values()] })
            return new Promise((resolve) => asked.push(resolve))
          },
          unwatch: () => {},
        })
        const answer = async () => {
          const snapshot = pending.shift()
          const resolve = asked.shift()
          if (snapshot) resolve?.(snapshot)
          await Promise.resolve()
          await new Promise((done) => setImmediate(done))
        }
        const change = (row: LiveRow, isLost: boolean) => {
          rows.set(row.id, row)
          n += 1
          if (!isLost) wire.push({ topic: 't', epoch: String(epoch), n, rows: [row] })
        }
        const { view } = topics.follow('t')
        topics.onConnect()
        for (const one of acts) {
          if (one.do === 'change') change({ kind: 'item', id: one.id, v: ++v, row: v }, one.isLost)
          else if (one.do === 'remove') change({ kind: 'item', id: one.id, v: ++v }, false)
          else if (one.do === 'answer') await answer()
          else if (one.do === 'restart') {
            topics.onDisconnect()
            wire = []
            epoch += 1
            n = 0
            topics.onConnect()
          } else {
            const event = wire[0]
            if (one.do === 'deliver') wire.shift()
            if (event) topics.onEvent(event)
          }
        }
        // In the end everything arrives, and one more change shows any gap that is left.
        for (const event of wire.splice(0)) topics.onEvent(event)
        change({ kind: 'item', id: 'end', v: ++v, row: 'end' }, false)
        for (const event of wire.splice(0)) topics.onEvent(event)
        while (asked.length > 0) await answer()
        expect(view.get().phase).toBe('live')
        expect(shown(view.get())).toEqual(shown({ rows }))
      }),
      { numRuns: 400 },
    )
  })
})
