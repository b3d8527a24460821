import type { Socket } from 'socket.io-client'
import type { LiveEvent } from '../../server/platform/wire/live.ts'
import type { OfferView } from '../../server/screens/wire.ts'
import type { SandboxFile } from '../setup/desk.ts'
import { createNews } from './news.ts'
import { askSocket, connectSocket, signInAs } from './staff-socket.ts'

export const OUR_NUMBER = '+12025550100'
/** The demo company's menu: English, a person, no recording. */
export const WAY_TO_A_PERSON: readonly string[] = ['1', '0', '2']

export interface Offered {
  offer: OfferView
  /** By `performance.now()`. */
  at: number
}

/** Somebody who takes calls and nothing else, as their browser hears of them. */
export interface PhoneAgent {
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the desk answers with
  call(method: string, path: string, body?: object): Promise<any>
  /** The next offer that comes, or the one that stands. */
  offered(): Promise<Offered>
  withoutOffer(): Promise<void>
  leave(): void
}

const caller =
  (url: string, token?: string) =>
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the desk answers with
  async (method: string, path: string, body?: object): Promise<any> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }

const PHONE_ONLY = { voice: 1, chat: 0, default: 0 }

const sitDown = async (url: string, token: string): Promise<PhoneAgent> => {
  const call = caller(url, token)
  const socket: Socket = await connectSocket(url, '/staff', token)
  const { id } = await call('GET', '/me')
  let standing: (Offered & { id: string }) | null = null
  const { changed, tell } = createNews()
  socket.on('rows', ({ rows }: LiveEvent) => {
    const at = performance.now()
    for (const { kind, id: workId, row } of rows) {
      if (kind !== 'offer') continue
      if (row) standing = { offer: row as OfferView, at, id: workId }
      else if (standing?.id === workId) standing = null
    }
    tell()
  })
  await askSocket(socket, 'watch', { topic: `work:${id}` })
  await call('PUT', '/presence', { presence: 'available' })
  return {
    call,
    offered: async () => {
      while (!standing) await changed()
      return standing
    },
    withoutOffer: async () => {
      while (standing) await changed()
    },
    leave: () => void socket.disconnect(),
  }
}

/** The demo company's agent, for the phone alone. */
export const signInAgent = async (sandbox: SandboxFile): Promise<PhoneAgent> => {
  const admin = caller(sandbox.url, await signInAs(sandbox, 'admin'))
  const email = sandbox.personas.find(({ role }) => role === 'agent')?.email
  const { items } = await admin('GET', '/staff')
  await admin('PATCH', `/staff/${items.find((one: { email: string }) => one.email === email)?.id}`, { capacity: PHONE_ONLY })
  return sitDown(sandbox.url, await signInAs(sandbox, 'agent'))
}

/** New people, invited and come. */
export const inviteAgents = async (sandbox: SandboxFile, count: number): Promise<PhoneAgent[]> => {
  const admin = caller(sandbox.url, await signInAs(sandbox, 'admin'))
  const plain = caller(sandbox.url)
  const agents: PhoneAgent[] = []
  for (let n = 1; n <= count; n++) {
    const invited = await admin('POST', '/invitations', {
      email: `phone-${n}@larkfield.example`,
      name: `Phone ${n}`,
      role: 'agent',
      isByHand: true,
    })
    await admin('PATCH', `/staff/${invited.member.id}`, { capacity: PHONE_ONLY })
    const token = String(invited.link).split('=').at(-1)
    const session = await plain('POST', '/invitations/accept', { token, password: `a long pass phrase ${n}` })
    agents.push(await sitDown(sandbox.url, session.accessToken))
  }
  return agents
}
