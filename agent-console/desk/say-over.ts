import type { Socket } from 'socket.io-client'
import { fromBody, offline } from './desk-error.ts'

interface Ack {
  ok: boolean
  answer?: unknown
  error?: unknown
}
const ACK_MS = 10_000

/** Says something over a live line. Rejects with DeskError, marked `refused` where saying it again would not help. */
export const sayOver = async <T>(socket: Socket | undefined, event: string, body: unknown): Promise<T> => {
  if (!socket?.connected) throw offline()
  const ack = (await socket
    .timeout(ACK_MS)
    .emitWithAck(event, body)
    .catch(() => {
      throw offline()
    })) as Ack
  if (ack.ok) return ack.answer as T
  const error = fromBody({ error: ack.error }, 0)
  throw Object.assign(error, { refused: error.kind === 'forbidden' || error.kind === 'not-found' || error.kind === 'invalid' })
}
