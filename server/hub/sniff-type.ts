import { buffer } from 'node:stream/consumers'
import type { Files } from '../platform/files/files.ts'
import { jpegPixels } from './jpeg-pixels.ts'

/**
 * What a file begins with, for the few types that are shown inline, and for documents, which are a download like everything else (SECURITY F1) and go
 * out under their own name.
 */
const signatures: readonly { type: string; at: number; bytes: readonly number[] }[] = [
  { type: 'image/png', at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'image/jpeg', at: 0, bytes: [0xff, 0xd8, 0xff] },
  { type: 'image/gif', at: 0, bytes: [0x47, 0x49, 0x46, 0x38] },
  { type: 'image/webp', at: 8, bytes: [0x57, 0x45, 0x42, 0x50] },
  { type: 'audio/mpeg', at: 0, bytes: [0x49, 0x44, 0x33] },
  { type: 'audio/wav', at: 8, bytes: [0x57, 0x41, 0x56, 0x45] },
  { type: 'audio/webm', at: 0, bytes: [0x1a, 0x45, 0xdf, 0xa3] },
  { type: 'application/pdf', at: 0, bytes: [0x25, 0x50, 0x44, 0x46, 0x2d] },
]

/** A picture of more pixels is a bomb: a few kilobytes that fill the memory of whoever looks at them (SECURITY F3). */
const MOST_PIXELS = 100_000_000
/** The type of such a picture. It is none that is shown inline, so no browser ever decodes it. */
export const HUGE_PICTURE = 'application/x-huge-picture'

const pixelsOf = (type: string, head: DataView): number => {
  const u24 = (at: number): number => head.getUint16(at, true) + head.getUint8(at + 2) * 65_536
  if (type === 'image/png') return head.getUint32(16) * head.getUint32(20)
  if (type === 'image/gif') return head.getUint16(6, true) * head.getUint16(8, true)
  if (type !== 'image/webp') return 0
  const form = head.getUint8(15)
  if (form === 0x58) return (u24(24) + 1) * (u24(27) + 1)
  // Of the other two forms a side has fourteen bits.
  if (form === 0x20) return (head.getUint16(26, true) & 0x3fff) * (head.getUint16(28, true) & 0x3fff)
  const sides = head.getUint32(21, true)
  return ((sides & 0x3fff) + 1) * (((sides >>> 14) & 0x3fff) + 1)
}

const HEAD_BYTES = 32
/** The longest segment of a JPEG, so that each part read takes one step at least. */
const PART_BYTES = 65_537

/** The type by the first bytes, of a JPEG by all of them; `application/octet-stream` for all that is none of these. */
export const sniffType = (start: Uint8Array): string => {
  const head = new Uint8Array(HEAD_BYTES)
  head.set(start.subarray(0, HEAD_BYTES))
  const type = signatures.find(({ at, bytes }) => bytes.every((byte, index) => head[at + index] === byte))?.type
  if (!type) return 'application/octet-stream'
  const found = type === 'image/jpeg' ? jpegPixels(start) : { pixels: pixelsOf(type, new DataView(head.buffer)) }
  return 'pixels' in found && found.pixels > MOST_PIXELS ? HUGE_PICTURE : type
}

/** The type of a stored file by its first bytes; of a JPEG by its frame, wherever that stands. Throws file-not-found. */
export const typeOf = async (files: Pick<Files, 'open' | 'stat'>, id: string): Promise<string> => {
  const read = async (start: number, length: number) => buffer(await files.open(id, { start, end: start + length - 1 }))
  const type = sniffType(await read(0, HEAD_BYTES))
  if (type !== 'image/jpeg') return type
  const bytes = (await files.stat(id))?.bytes ?? 0
  for (let at = 0; at < bytes; ) {
    const found = jpegPixels(await read(at, PART_BYTES))
    if ('pixels' in found) return found.pixels > MOST_PIXELS ? HUGE_PICTURE : type
    // Less than the shortest header is left.
    if (found.next === 0) break
    at += found.next
  }
  return type
}
