import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type App, createApp } from '../../server/app.ts'
import { loadConfig } from '../../server/config.ts'
import { createLog } from '../../server/platform/log.ts'
import { createTokens, visitorClaims } from '../../server/sign-in/tokens.ts'
import type { Role } from '../../server/staff/index.ts'

export interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the desk answers with
  body: any
}

export interface RealDesk {
  app: App
  url: string
  dataDir: string
  call(method: string, path: string, options?: { token?: string | undefined; body?: unknown }): Promise<Answer>
  /** One person of each role, by access token. */
  people: Record<Role, { id: string; token: string }>
  /** Tokens of several admins: one alone would knock more often than one person may. */
  admins: readonly string[]
  /** Without a single scope. */
  bareKey: string
  visitorToken: string
  /** Lines of the log at level error. */
  errors(): string[]
  stop(): Promise<void>
}

const password = 'a long enough password'

/** The whole app of a real desk, in this process: no sandbox, its first admin by token, the others by invitation, all over HTTP. */
export const openRealDesk = async ({ dataDir = mkdtempSync(join(tmpdir(), 'patchbay-access-')) } = {}): Promise<RealDesk> => {
  const env = { HOST: '127.0.0.1', PORT: '0', SMTP_PORT: '0', DATA_DIR: dataDir, SANDBOX: 'off', TRUST_PROXY: '127.0.0.1' }
  const said: string[] = []
  const log = createLog({ level: 'error', secrets: [], to: { write: (line) => void said.push(line) } })
  const app = await createApp({ config: loadConfig(env), log, version: '0.0.0', dist: join(dataDir, 'dist') })
  const { url, ways } = await app.start()

  let callers = 0
  const call: RealDesk['call'] = async (method, path, { token, body } = {}) => {
    callers += 1
    const response = await fetch(`${url}/api/v1${path}`, {
      method: method.toUpperCase(),
      headers: {
        // The walk is to see what a door says, not how often it opens: each nobody comes from an address of its own.
        'X-Forwarded-For': `192.0.2.${callers % 256}, 198.18.${callers >> 8}.${callers % 256}`,
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text }
  }
  const must = async (...asked: Parameters<typeof call>): Promise<Answer['body']> => {
    const { status, body } = await call(...asked)
    if (status >= 300) throw new Error(`${asked[0]} ${asked[1]}: ${status} ${JSON.stringify(body)}`)
    return body
  }

  const token = /#[\w-]+=(\w+)$/.exec(ways.find((one) => one.label === 'First admin')?.address ?? '')?.[1]
  const first = { token, email: 'sam@larkfield.example', name: 'Sam Okafor', password }
  const admin = await must('post', '/sign-in/first-admin', { body: first })
  const enter = async (role: Role, name: string = role): Promise<{ id: string; token: string }> => {
    const invitation = { email: `${name}@larkfield.example`, name, role }
    const { link } = await must('post', '/invitations', { token: admin.accessToken, body: invitation })
    const accepted = { token: link.split('=').at(-1), password }
    const session = await must('post', '/invitations/accept', { body: accepted })
    return { id: session.me.id, token: session.accessToken }
  }
  const people = {
    admin: { id: admin.me.id as string, token: admin.accessToken as string },
    agent: await enter('agent'),
    supervisor: await enter('supervisor'),
    marketing: await enter('marketing'),
  }
  const admins = [people.admin.token]
  for (const name of ['ada', 'ben', 'cleo']) admins.push((await enter('admin', name)).token)
  const made = await must('post', '/api-keys', { token: people.admin.token, body: { name: 'Bare' } })
  const visitors = createTokens(app.inside.platform, { purpose: 'visitor', claims: visitorClaims })
  return {
    app,
    url,
    dataDir,
    call,
    people,
    admins,
    bareKey: made.key,
    visitorToken: visitors.sign('v1', { site: 'shop' }, 3600).token,
    errors: () => said,
    stop: async () => {
      await app.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
