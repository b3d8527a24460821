import type { Files } from '../platform/files/files.ts'

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

/** The type by the first bytes; `application/octet-stream` for all that is none of these. */
export const sniffType = (head: Uint8Array): string =>
  signatures.find(({ at, bytes }) => bytes.every((byte, index) => head[at + index] === byte))?.type ?? 'application/octet-stream'

/** The type of a stored file by its first bytes. Throws file-not-found. */
export const typeOf = async (files: Pick<Files, 'open'>, id: string): Promise<string> => {
  for await (const chunk of await files.open(id, { start: 0, end: 31 })) return sniffType(chunk as Uint8Array)
  return sniffType(new Uint8Array())
}
