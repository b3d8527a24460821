import type { IncomingMessage } from 'node:http'
import { AppError } from './errors.ts'

const tooLarge = (maxBytes: number): AppError =>
  new AppError('answer-too-large', 'too-large', `The answer is larger than ${Math.floor(maxBytes / 1000)} kB.`)

/** Reads an answer to its end, or hangs up as soon as it is too large. `receive` is given what a success holds, of which nothing is kept then. */
export const readAnswer = async (incoming: IncomingMessage, maxBytes: number, receive?: (chunk: Buffer) => void) => {
  if (Number(incoming.headers['content-length'] ?? 0) > maxBytes) {
    incoming.destroy()
    throw tooLarge(maxBytes)
  }
  const chunks: Buffer[] = []
  const take = incoming.statusCode === 200 && receive ? receive : (chunk: Buffer) => chunks.push(chunk)
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    // Leaving the loop ends the stream and with it the connection.
    if (size > maxBytes) throw tooLarge(maxBytes)
    take(chunk)
  }
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) }
}
