import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { io, type Socket } from 'socket.io-client'
import { createChatChannel, type Site, widgetPages } from '../../../server/channels/chat/index.ts'
import type { MessageTaken, SessionBegun } from '../../../server/channels/chat/wire.ts'
import { createLimits } from '../../../server/limits.ts'
import type { Bounds } from '../../../server/platform/limit.ts'
import { createLive } from '../../../server/platform/live.ts'
import { answerErrors } from '../../../server/platform/routes.ts'
import type { LiveEvent, LiveRow, LiveSnapshot } from '../../../server/platform/wire/live.ts'
import { shopRouter } from '../../../server/sandbox/demo/shop.ts'
import { createSignIn } from '../../../server/sign-in/index.ts'
import { type StaffActor, system } from '../../../server/staff/index.ts'
import { openTestPlatform } from '../../setup/platform.ts'
import { composeRooms } from '../../setup/rooms.ts'

export const identityKey = 'a key of a shop that is plainly made up, 2026'
export const sites: Site[] = [
  { id: 'larkfield', name: 'Larkfield Cycles', promise: 'Usually answers in 2 minutes', origins: ['self'] },
  {
    id: 'members',
    name: 'Larkfield Members',
    promise: '',
    origins: ['https://members.larkfield.example'],
    identity: { key: identityKey, isRequired: false },
  },
  { id: 'closed-club', name: 'Larkfield Club', promise: '', origins: ['self'], identity: { key: identityKey, isRequired: true } },
]

export interface ChatDeskOptions {
  dataDir?: string
  /** 0: any free port. */
  port?: number
  /** The widget's build, for tests in a browser. */
  widget?: string
  isOpen?: () => boolean
  /** A table of limits instead of none. */
  table?: Record<string, Bounds>
  /** Beside those above. */
  moreSites?: Site[]
}

/** The real rooms behind the chat channel, with the real socket server, on the embedded store and any free port. */
export const startChatDesk = async ({ dataDir, port = 0, widget, isOpen, table, moreSites = [] }: ChatDeskOptions = {}) => {
  const allSites = [...sites, ...moreSites]
  const machine = await openTestPlatform({ ...(dataDir ? { dataDir } : {}), ...(table ? { limit: createLimits(table) } : {}) })
  const { platform } = machine
  const { staff, queues, customers, cases, hub } = composeRooms(platform)
  const signIn = createSignIn(platform, { staff, sandbox: 'on', dataDir: machine.dataDir })
  const chat = createChatChannel({
    platform,
    sites: () => allSites,
    hub,
    signVisitor: signIn.signVisitor,
    verifyVisitor: signIn.verifyVisitor,
    agentNameOf: async (id) => (await staff.actorOf(id))?.name ?? '',
    noteTyped: (_actor, typed) => customers.noteTyped(system('chat'), typed),
    ...(isOpen ? { isOpen } : {}),
  })
  hub.addChannel(chat.channel)

  const app = express()
  app.set('trust proxy', 'loopback')
  app.use('/widget/v1', chat.router)
  if (widget) app.use(widgetPages({ sites: () => allSites, folder: widget, publicUrl: () => url }))
  app.use(shopRouter({ siteId: 'larkfield' }))
  app.use(answerErrors(platform.log))
  const server: Server = await new Promise((resolve) => {
    const listening = app.listen(port, '127.0.0.1', () => resolve(listening))
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const live = createLive({
    http: server,
    bus: platform.bus,
    log: platform.log,
    audiences: [chat.audience as never],
    isHostAllowed: () => true,
    isOriginAllowed: (_namespace, origin) => origin === undefined || origin === url,
    limit: platform.limit,
  })
  chat.onCut((id) => live.cut('/visitor', id))
  await machine.start(staff.parts, signIn.parts, queues.parts, customers.parts, cases.parts, hub.parts, chat.parts)

  const addAgent = async (name: string): Promise<StaffActor> => {
    const email = `${name.toLowerCase().replace(/\W+/g, '.')}@larkfield.example`
    const known = (await staff.listMembers(system('test'))).find((one) => one.email === email)
    const member = known ?? (await staff.addUser(system('test'), { name, email, role: 'agent', commandId: `add ${email}` }))
    return (await staff.actorOf(member.id)) as StaffActor
  }
  return {
    url,
    dataDir: machine.dataDir,
    platform,
    reactions: machine.reactions,
    advance: machine.advance,
    staff,
    queues,
    customers,
    cases,
    hub,
    chat,
    live,
    signIn,
    addAgent,
    begin: (body: object, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${url}/widget/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    stop: async (): Promise<void> => {
      await hub.settled()
      // Nobody comes in any more before those go who are there: the end of the sockets waits for every connection.
      const closed = new Promise((resolve) => server.close(resolve))
      const ended = live.close()
      server.closeAllConnections()
      await Promise.all([closed, ended])
      await machine.close()
    },
  }
}
export type ChatDesk = Awaited<ReturnType<typeof startChatDesk>>

type Answer<T> = { ok: true; answer: T } | { ok: false; error: { code: string; kind: string; message: string } }

/** A visitor as a program: what the widget does, without the widget. Keeps every frame it was ever sent. */
export const visit = async (desk: ChatDesk, { site = 'larkfield', ...more }: { site?: string; token?: string; identity?: string } = {}) => {
  const response = await desk.begin({ site, ...more })
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  const begun = (await response.json()) as SessionBegun
  const socket: Socket = io(`${desk.url}/visitor`, {
    path: '/live',
    transports: ['websocket'],
    auth: { token: begun.token },
    forceNew: true,
    reconnection: false,
  })
  const frames: unknown[] = []
  const rows: LiveRow[] = []
  socket.onAny((_name, frame) => frames.push(frame))
  socket.on('rows', (event: LiveEvent) => rows.push(...event.rows))
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  const ask = async <T>(verb: string, body: object): Promise<Answer<T>> => {
    const answer = (await socket.timeout(10_000).emitWithAck(verb, body)) as Answer<T>
    frames.push(answer)
    return answer
  }
  const watch = (sessionId = begun.sessions.at(-1) as string) => ask<LiveSnapshot>('watch', { topic: `session:${sessionId}` })
  return {
    token: begun.token as string,
    begun,
    socket,
    frames,
    rows,
    ask,
    watch,
    send: (clientId: string, text: string, more: object = {}) => ask<MessageTaken>('send', { clientId, text, ...more }),
    /** The newest row of a kind that came over the socket. */
    last: <T>(kind: string): T | undefined => rows.filter((one) => one.kind === kind).at(-1)?.row as T | undefined,
    leave: () => socket.disconnect(),
  }
}
