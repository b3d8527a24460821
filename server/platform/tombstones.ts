import { appendFile, chmod, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Whom this desk was told to forget: ids without content, one a line, in the data folder beside the store. A backup that is older than an erasure
 * does not know of it; this list outlives the restore, and the desk forgets again when it starts (SECURITY R5).
 */
export interface Tombstones {
  /** Durable when it resolves. */
  add(ids: readonly string[]): Promise<void>
  all(): Promise<string[]>
}

export const TOMBSTONES = 'erased-customers'

export const createTombstones = (dataDir: string): Tombstones => {
  const path = join(dataDir, TOMBSTONES)
  return {
    add: async (ids) => {
      await appendFile(path, ids.map((id) => `${id}\n`).join(''), { mode: 0o600 })
      await chmod(path, 0o600)
      const file = await open(path, 'r+')
      await file.sync()
      await file.close()
    },
    all: async () => {
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return ''
        throw error
      })
      return [...new Set(text.split('\n').filter(Boolean))]
    },
  }
}
