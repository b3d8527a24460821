import { appendFile, chmod, mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from './files/sync-folder.ts'

/**
 * Whom this desk was told to forget: ids without content, one a line, in the data folder beside the store. A backup that is older than an erasure
 * does not know of it; this list outlives the restore, and the desk forgets again when it starts (SECURITY R5). Backups and exports carry it, and what
 * they bring is added to what is known here: a machine that never heard of the erasure knows of it from then on. Of several hosts on one database each
 * has such a list, and takes down in it whom the others erased.
 */
export interface Tombstones {
  /** Adds those that are not there. Durable when it resolves. */
  add(ids: readonly string[]): Promise<void>
  all(): Promise<string[]>
}

export const TOMBSTONES = 'erased-customers'

export const createTombstones = (dataDir: string): Tombstones => {
  const path = join(dataDir, TOMBSTONES)
  const read = (): Promise<string> =>
    readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return ''
      throw error
    })
  const idsIn = (text: string): string[] => [...new Set(text.split('\n').filter(Boolean))]
  return {
    all: async () => idsIn(await read()),
    add: async (ids) => {
      if (ids.length === 0) return
      const text = await read()
      const known = new Set(idsIn(text))
      const unknown = ids.filter((id) => !known.has(id))
      if (unknown.length === 0) return
      await mkdir(dataDir, { recursive: true, mode: 0o700 })
      // A line that a crash cut off keeps its end to itself.
      const torn = text === '' || text.endsWith('\n') ? '' : '\n'
      await appendFile(path, torn + unknown.map((id) => `${id}\n`).join(''), { mode: 0o600 })
      await chmod(path, 0o600)
      const file = await open(path, 'r+')
      await file.sync()
      await file.close()
      await syncFolder(dataDir)
    },
  }
}

/** Adds what a backup or an export knows of erasures to what is known here. */
export const keepTombstones = async (from: string, dataDir: string): Promise<void> =>
  createTombstones(dataDir).add(await createTombstones(from).all())
