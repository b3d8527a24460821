import { bson, type Doc, decode, encode, type Raw } from './bson.ts'
import type { CursorReply } from './cursors.ts'

/** MongoDB wire protocol: OP_MSG, and the OP_QUERY with which clients of every age say hello (specifications: "OP_MSG", "Handshake"). */
const OP_REPLY = 1
const OP_QUERY = 2004
const OP_MSG = 2013
const CHECKSUM_PRESENT = 1
const MORE_TO_COME = 2
const HEADER = 16
export const LONGEST_MESSAGE = 48_000_000

/** A document as it arrived: what is stored needs not be encoded again. */
export interface Arrived {
  doc: Doc
  raw: Raw
}

export interface Message {
  requestId: number
  command: Doc
  /** Documents sent beside the command (OP_MSG section of kind 1), by field. */
  sequences: Map<string, Arrived[]>
  wantsReply: boolean
  legacy: boolean
}

export class WireError extends Error {}

const textEnd = (bytes: Buffer, from: number): number => {
  const end = bytes.indexOf(0, from)
  if (end < 0) throw new WireError('unterminated text')
  return end
}

const document = (bytes: Buffer, at: number, end: number): Buffer => {
  const length = at + 4 <= end ? bytes.readInt32LE(at) : 0
  if (length < 5 || at + length > end) throw new WireError('a document exceeds its message')
  return bytes.subarray(at, at + length)
}

const readSequence = (bytes: Buffer, at: number, end: number): { name: string; docs: Arrived[] } => {
  const nameEnd = textEnd(bytes, at)
  const docs: Arrived[] = []
  for (let from = nameEnd + 1; from < end; ) {
    const raw = document(bytes, from, end)
    docs.push({ raw, doc: decode(raw) })
    from += raw.length
  }
  return { name: bytes.toString('latin1', at, nameEnd), docs }
}

const readMsg = (bytes: Buffer, requestId: number): Message => {
  const flags = bytes.readUInt32LE(HEADER)
  const end = bytes.length - (flags & CHECKSUM_PRESENT ? 4 : 0)
  const sequences = new Map<string, Arrived[]>()
  let command: Doc | undefined
  for (let at = HEADER + 4; at < end; ) {
    const kind = bytes[at]!
    const length = at + 5 <= end ? bytes.readInt32LE(at + 1) : 0
    if (length < 5 || at + 1 + length > end) throw new WireError('a section exceeds its message')
    if (kind === 0) command = decode(document(bytes, at + 1, end))
    else if (kind === 1) {
      const { name, docs } = readSequence(bytes, at + 5, at + 1 + length)
      sequences.set(name, docs)
    } else throw new WireError(`unknown section kind ${kind}`)
    at += 1 + length
  }
  if (!command) throw new WireError('a message without a command')
  return { requestId, command, sequences, wantsReply: (flags & MORE_TO_COME) === 0, legacy: false }
}

const readQuery = (bytes: Buffer, requestId: number): Message => {
  const nameEnd = textEnd(bytes, HEADER + 4)
  const command = decode(document(bytes, nameEnd + 9, bytes.length))
  const name = bytes.toString('latin1', HEADER + 4, nameEnd)
  return { requestId, command: { ...command, $db: name.split('.')[0] }, sequences: new Map(), wantsReply: true, legacy: true }
}

export const readMessage = (bytes: Buffer): Message => {
  const requestId = bytes.readInt32LE(4)
  const opcode = bytes.readInt32LE(12)
  if (opcode === OP_MSG) return readMsg(bytes, requestId)
  if (opcode === OP_QUERY) return readQuery(bytes, requestId)
  throw new WireError(`unsupported opcode ${opcode}`)
}

/** Puts stored documents into the reply as they are. */
const encodeCursor = ({ batch, id, ns, docs }: CursorReply): Raw => {
  const names = docs.map((_, i) => Buffer.from(`\x03${i}\0`, 'latin1'))
  const arrayLength = 5 + docs.reduce((sum, doc, i) => sum + names[i]!.length + doc.length, 0)
  const arrayHead = Buffer.alloc(4)
  arrayHead.writeInt32LE(arrayLength)
  const tail = encode({ id: bson.Long.fromBigInt(id), ns }).subarray(4)
  const cursorHead = Buffer.alloc(4)
  const batchName = Buffer.from(`\x04${batch}\0`, 'latin1')
  cursorHead.writeInt32LE(4 + batchName.length + arrayLength + tail.length)
  const ok = encode({ ok: 1 }).subarray(4)
  const head = Buffer.alloc(4)
  const cursorName = Buffer.from('\x03cursor\0', 'latin1')
  const parts: Raw[] = [head, cursorName, cursorHead, batchName, arrayHead]
  for (const [i, doc] of docs.entries()) parts.push(names[i]!, doc)
  parts.push(Buffer.from([0]), tail, ok)
  const body = Buffer.concat(parts)
  body.writeInt32LE(body.length)
  return body
}

export type Reply = Doc | CursorReply

const isCursor = (reply: Reply): reply is CursorReply => reply.kind === 'cursor' && 'batch' in reply

let nextRequestId = 1

export const writeReply = (message: Pick<Message, 'requestId' | 'legacy'>, reply: Reply): Buffer => {
  const body = isCursor(reply) ? encodeCursor(reply) : encode(reply)
  const rest = message.legacy ? Buffer.alloc(20) : Buffer.alloc(5)
  if (message.legacy) {
    rest.writeInt32LE(8, 0)
    rest.writeInt32LE(1, 16)
  }
  const header = Buffer.alloc(HEADER)
  header.writeInt32LE(HEADER + rest.length + body.length, 0)
  header.writeInt32LE(nextRequestId, 4)
  nextRequestId = (nextRequestId + 1) & 0x7fffffff
  header.writeInt32LE(message.requestId, 8)
  header.writeInt32LE(message.legacy ? OP_REPLY : OP_MSG, 12)
  return Buffer.concat([header, rest, body])
}
