import { io } from 'socket.io-client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { limits } from '../../server/limits.ts'
import { openRealDesk, type RealDesk } from './real-desk.ts'

let desk: RealDesk
const times = limits['socket-connect']?.points ?? 0
/** The code of the refusal, or that they are in. The desk trusts the proxy that this test is. */
const connect = (forwarded: string, token = 'nonsense'): Promise<string> => {
  const socket = io(`${desk.url}/staff`, {
    path: '/live',
    auth: { token },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    extraHeaders: { 'X-Forwarded-For': forwarded },
  })
  return new Promise((resolve) => {
    const end = (said: string): void => {
      socket.disconnect()
      resolve(said)
    }
    socket.once('connect', () => end('in'))
    socket.once('connect_error', (error: Error & { data?: { error: { code: string } } }) => end(error.data?.error.code ?? error.message))
  })
}

beforeAll(async () => {
  desk = await openRealDesk()
})
afterAll(() => desk?.stop())

it('W2, A8: whoever knocks without a token shuts out their own address, by no other name, and nobody who has one', {
  timeout: 60_000,
}, async () => {
  const said: string[] = []
  for (let n = 0; n <= times; n++) said.push(await connect('198.51.100.7'))
  expect([said[0], said.at(-2), said.at(-1)]).toEqual(['sign-in-needed', 'sign-in-needed', 'rate-limited'])
  // What stands before the address that the proxy saw is anybody's word.
  expect(await connect('203.0.113.9, 198.51.100.7')).toBe('rate-limited')
  expect(await connect('198.51.100.8')).toBe('sign-in-needed')
  expect(await connect('198.51.100.7', desk.people.agent.token)).toBe('in')
})

it('A8: who has a token is counted by themselves, wherever they come from', { timeout: 60_000 }, async () => {
  const { token } = desk.people.supervisor
  const said: string[] = []
  for (let n = 0; n <= times; n++) said.push(await connect(`198.51.100.${n % 250}`, token))
  expect([said.at(-2), said.at(-1)]).toEqual(['in', 'rate-limited'])
  expect(await connect('198.51.100.1', desk.people.admin.token)).toBe('in')
})
