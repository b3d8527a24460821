import express from 'express'
import { createLimits, limits, listeners } from '../../server/limits.ts'
import { createHttp } from '../../server/platform/http.ts'
import { createLive, type Live } from '../../server/platform/live.ts'
import { mountRoutes } from '../../server/platform/routes.ts'
import { createSignIn, type SendMail, type Session, type SignIn } from '../../server/sign-in/index.ts'
import { type Actor, allow, createStaff, type Member, type Permission, type Role, type Staff, system } from '../../server/staff/index.ts'
import { openTestPlatform, type TestPlatform, type TestPlatformOptions } from '../setup/platform.ts'

export interface Answer {
  status: number
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the desk answers with
  body: any
  headers: Headers
  /** The refresh cookie's value, when one was set. */
  cookie: string | undefined
}

export interface CallOptions {
  method?: string
  body?: unknown
  token?: string
  cookie?: string
  /** The page that asks; the desk's own unless told. */
  origin?: string | null
  headers?: Record<string, string>
}

export interface SignInDesk extends TestPlatform {
  staff: Staff
  signIn: SignIn
  live: Live
  url: string
  call(path: string, options?: CallOptions): Promise<Answer>
  add(name: string, role?: Role, isDemo?: boolean): Promise<Member>
  /** A fresh sign-in by link. */
  enter(userId: string): Promise<Session & { cookie: string }>
}

export interface DeskOptions extends TestPlatformOptions {
  sandbox?: 'on' | 'off' | 'exposed'
  sendMail?: SendMail
  /** The real table of limits instead of none. */
  isLimited?: boolean
}

/** Staff and sign-in behind the real doors: HTTP and the staff socket. */
export const openSignInDesk = async (options: DeskOptions = {}): Promise<SignInDesk> => {
  const publicUrl = options.publicUrl ?? 'http://127.0.0.1:3000'
  const desk = await openTestPlatform({ ...options, publicUrl, ...(options.isLimited ? { limit: createLimits(limits) } : {}) })
  const { platform } = desk
  const staff = createStaff(platform)
  const signIn = createSignIn(platform, {
    staff,
    sandbox: options.sandbox ?? 'off',
    dataDir: desk.dataDir,
    sendMail: options.sendMail,
  })
  const routes = [...(staff.parts.routes ?? []), ...(signIn.parts.routes ?? [])]
  const http = createHttp({
    bounds: listeners.http,
    host: '127.0.0.1',
    port: 0,
    trustProxy: [],
    isHostAllowed: () => true,
    log: platform.log,
    mount: (app) => {
      app.use('/api/v1', express.json({ limit: '1mb' }))
      app.use(
        '/api/v1',
        mountRoutes(routes, {
          connection: platform.connection,
          log: platform.log,
          authenticate: signIn.authenticate,
          actorId: (actor: Actor) => actor.id,
          allow: (actor: Actor, permission) => allow(actor, permission as Permission),
          limit: platform.limit,
        }),
      )
    },
  })
  const live = createLive({
    http: http.server,
    bus: platform.bus,
    log: platform.log,
    audiences: [
      {
        namespace: '/staff',
        authenticate: signIn.authenticateSocket,
        actorId: (actor: Actor) => actor.id,
        isAllowed: () => true,
        topics: staff.parts.topics ?? [],
        verbs: [],
        attended: (actor: Actor, isPresent: boolean) => staff.attended(actor.id, isPresent),
      } as never,
    ],
    isHostAllowed: () => true,
    isOriginAllowed: () => true,
    limit: platform.limit,
  })
  signIn.onCut((userId) => live.cut('/staff', userId))
  await desk.start(staff.parts, signIn.parts)
  const url = `http://127.0.0.1:${await http.listen()}`

  const call = async (path: string, { method = 'POST', body, token, cookie, origin = publicUrl, headers = {} }: CallOptions = {}) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        ...(cookie === undefined ? {} : { Cookie: cookie }),
        ...(origin === null ? {} : { Origin: origin }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const set = response.headers.getSetCookie().find((one) => /^(__Host-)?refresh=[^;]/.test(one))
    return {
      status: response.status,
      text,
      body: text.startsWith('{') ? JSON.parse(text) : undefined,
      headers: response.headers,
      cookie: set?.split(';')[0],
    }
  }
  return {
    ...desk,
    staff,
    signIn,
    live,
    url,
    call,
    add: (name, role = 'agent', isDemo = false) =>
      staff.addUser(system('test'), { name, email: `${name.toLowerCase()}@larkfield.example`, role, isDemo, commandId: name }),
    enter: async (userId) => {
      const link = await signIn.makeSignInLink(system('test'), userId, {})
      const answer = await call('/sign-in/link', { body: { token: tokenOf(link) } })
      if (answer.status !== 200) throw new Error(answer.text)
      return { ...answer.body, cookie: answer.cookie }
    },
    close: async () => {
      await live.close()
      await http.close(100)
      await desk.close()
    },
  }
}

/** What stands in the fragment of a link. */
export const tokenOf = (link: string): string => /#[\w-]+=(\w+)$/.exec(link)?.[1] ?? ''
