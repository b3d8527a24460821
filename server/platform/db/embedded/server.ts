import { chmodSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { toReply } from './errors.ts'
import { LONGEST_MESSAGE, type Message, type Reply, readMessage, writeReply } from './wire.ts'

export type Execute = (message: Message) => Reply | Promise<Reply>

/** Cuts a byte stream into messages; gives up on a stream that cannot be one. */
const framer = (onMessage: (bytes: Buffer) => void, onBroken: () => void) => {
  let chunks: Buffer[] = []
  let size = 0
  const join = (): Buffer => {
    const joined = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size)
    chunks = [joined]
    return joined
  }
  return (chunk: Buffer): void => {
    chunks.push(chunk)
    size += chunk.length
    while (size >= 16) {
      const first = chunks[0]!.length >= 4 ? chunks[0]! : join()
      const length = first.readInt32LE(0)
      if (length < 16 || length > LONGEST_MESSAGE) {
        onBroken()
        return
      }
      if (size < length) return
      const all = join()
      chunks = all.length > length ? [all.subarray(length)] : []
      size -= length
      onMessage(all.subarray(0, length))
    }
  }
}

/** Serves the wire protocol on a Unix socket that only this user may open. */
export const serve = async (socketPath: string, execute: Execute) => {
  const sockets = new Set<Socket>()

  const answer = (socket: Socket, message: Message, reply: Reply): void => {
    if (!message.wantsReply || socket.destroyed) return
    let bytes: Buffer
    try {
      bytes = writeReply(message, reply)
    } catch (error) {
      bytes = writeReply(message, toReply(error))
    }
    socket.write(bytes)
  }

  const handle = (socket: Socket, bytes: Buffer): void => {
    let message: Message
    try {
      message = readMessage(bytes)
    } catch {
      // Not the protocol, or damaged: there is no request to answer.
      socket.destroy()
      return
    }
    try {
      const reply = execute(message)
      if (reply instanceof Promise) {
        reply.then(
          (value) => answer(socket, message, value),
          (error) => answer(socket, message, toReply(error)),
        )
      } else answer(socket, message, reply)
    } catch (error) {
      answer(socket, message, toReply(error))
    }
  }

  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // A client that goes away in the middle is no news; 'close' follows.
    socket.on('error', () => undefined)
    socket.on(
      'data',
      framer(
        (bytes) => handle(socket, bytes),
        () => socket.destroy(),
      ),
    )
  })
  rmSync(socketPath, { force: true })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(socketPath, resolve)
  })
  chmodSync(socketPath, 0o600)
  return {
    close: (): Promise<void> =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
