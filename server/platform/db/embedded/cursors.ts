import { randomBytes } from 'node:crypto'
import type { Raw } from './bson.ts'
import { StoreError } from './errors.ts'

/** As mongod: a cursor nobody asks is forgotten after ten minutes. */
const IDLE_MS = 10 * 60_000
const MOST_CURSORS = 2000

/** Gives the next documents and says whether that was all. */
export type Source = (batchSize: number | undefined, maxTimeMs: number | undefined) => Promise<{ docs: Raw[]; done: boolean }>

export interface CursorReply {
  kind: 'cursor'
  batch: 'firstBatch' | 'nextBatch'
  id: bigint
  ns: string
  docs: Raw[]
}

export const openCursors = () => {
  const open = new Map<bigint, { ns: string; source: Source; usedAt: number }>()

  const forget = (): void => {
    const before = Date.now() - IDLE_MS
    for (const [id, { usedAt }] of open) if (usedAt < before || open.size > MOST_CURSORS) open.delete(id)
  }
  const newId = (): bigint => {
    const id = randomBytes(8).readBigInt64BE() & 0x7fffffffffffffffn
    return id === 0n || open.has(id) ? newId() : id
  }

  return {
    /** A first batch; the cursor stays open when more is to come. */
    first: (ns: string, docs: Raw[], rest: Source | null): CursorReply => {
      if (!rest) return { kind: 'cursor', batch: 'firstBatch', id: 0n, ns, docs }
      forget()
      const id = newId()
      open.set(id, { ns, source: rest, usedAt: Date.now() })
      return { kind: 'cursor', batch: 'firstBatch', id, ns, docs }
    },
    next: async (id: bigint, ns: string, batchSize: number | undefined, maxTimeMs: number | undefined): Promise<CursorReply> => {
      const cursor = open.get(id)
      if (!cursor || cursor.ns !== ns) throw new StoreError(43, 'CursorNotFound', `cursor id ${id} not found`)
      cursor.usedAt = Date.now()
      const { docs, done } = await cursor.source(batchSize, maxTimeMs)
      if (done) open.delete(id)
      return { kind: 'cursor', batch: 'nextBatch', id: done ? 0n : id, ns, docs }
    },
    kill: (id: bigint): boolean => open.delete(id),
    killAll: (ns: string): void => {
      for (const [id, cursor] of open) if (cursor.ns === ns) open.delete(id)
    },
  }
}

export type Cursors = ReturnType<typeof openCursors>
