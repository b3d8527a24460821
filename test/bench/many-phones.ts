import { randomUUID } from 'node:crypto'
import type { LiveEvent, LiveSnapshot } from '../../server/platform/wire/live.ts'
import {
  clientToken,
  type DialAnswer,
  type HelloAnswer,
  type LineCall,
  type LineCaption,
  phoneToken,
} from '../../server/sandbox/carrier/wire.ts'
import { createNews } from './news.ts'
import { askSocket, connectSocket } from './staff-socket.ts'

/** A phone for hundreds at once: it looks at what comes and keeps only the last of it, where the tests' phone keeps all and asks every 10 ms. */
export interface LightPhone {
  dial(to: string, params?: Record<string, string>): Promise<void>
  press(digits: string): Promise<void>
  hangUp(): Promise<void>
  /** Until a machine has spoken or played something since this was asked; gives when, by `performance.now()`. */
  hears(): Promise<number>
  /** Until the call is so. */
  until(is: (call: LineCall) => boolean): Promise<LineCall>
  leave(): void
}

export const openLightPhone = async (url: string, as: { number: string } | { accessToken: string }): Promise<LightPhone> => {
  const key = randomUUID()
  const token = 'number' in as ? phoneToken(as.number, key) : clientToken(as.accessToken, key)
  const socket = await connectSocket(url, '/carrier', token)
  let call: LineCall | undefined
  let spoken = 0
  let heardAt = 0
  const { changed, tell } = createNews()
  socket.on('rows', ({ rows }: LiveEvent) => {
    for (const { kind, row } of rows) {
      if (kind === 'call' && row) call = row as LineCall
      const { what, isNow } = (kind === 'caption' ? (row ?? {}) : {}) as Partial<LineCaption>
      if (isNow && (what === 'say' || what === 'play' || what === 'music')) {
        spoken += 1
        heardAt = performance.now()
      }
    }
    tell()
  })
  const { lineId } = await askSocket<HelloAnswer>(socket, 'hello', {})
  await askSocket<LiveSnapshot>(socket, 'watch', { topic: `line:${lineId}` })
  let sid = ''
  return {
    dial: async (to, params = {}) => {
      call = undefined
      ;({ sid } = await askSocket<DialAnswer>(socket, 'dial', { to, params }))
    },
    press: async (digits) => void (await askSocket(socket, 'digits', { sid, digits })),
    hangUp: async () => void (await askSocket(socket, 'hang-up', { sid })),
    hears: async () => {
      const before = spoken
      while (spoken === before) await changed()
      return heardAt
    },
    until: async (is) => {
      while (!call || !is(call)) await changed()
      return call
    },
    leave: () => void socket.disconnect(),
  }
}
