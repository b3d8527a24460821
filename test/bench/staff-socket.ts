import { io, type Socket } from 'socket.io-client'
import type { SandboxFile } from '../setup/desk.ts'

export const connectSocket = async (url: string, namespace: string, token: string): Promise<Socket> => {
  const socket = io(url + namespace, { path: '/live', transports: ['websocket'], auth: { token }, forceNew: true, reconnection: false })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  return socket
}

export const askSocket = async <T>(socket: Socket, verb: string, body: object): Promise<T> => {
  const said = (await socket.timeout(20_000).emitWithAck(verb, body)) as { ok: boolean; answer: T; error?: { message: string } }
  if (!said.ok) throw new Error(`${verb}: ${said.error?.message}`)
  return said.answer
}

/** Signs a persona of the demo company in by its link. */
export const signInAs = ({ url, personas }: SandboxFile, role: string): Promise<string> =>
  signInByLink(url, personas.find((one) => one.role === role)?.signInUrl ?? '')

export const signInByLink = async (url: string, link: string): Promise<string> => {
  const response = await fetch(`${url}/api/v1/sign-in/link`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: link.slice(link.indexOf('#link=') + 6) }),
  })
  if (!response.ok) throw new Error(`sign-in: ${response.status} ${await response.text()}`)
  return ((await response.json()) as { accessToken: string }).accessToken
}
