import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { LEAST_FREE_BYTES } from '../db/disk-room.ts'
import { AppError } from '../errors.ts'
import { type Files, fileNotFound } from './files.ts'
import { createMeter, toStream } from './meter.ts'
import { syncFolder } from './sync-folder.ts'

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

/** Files in a folder. A file is there whole or not at all: written beside, synced, then renamed into place. */
export const createFolderFiles = (folder: string, minFreeBytes = LEAST_FREE_BYTES): Files => {
  const incoming = join(folder, 'incoming')
  // Hashed, so that no id can name a path and no folder grows too large.
  const pathOf = (id: string): string => {
    const name = createHash('sha256').update(id).digest('hex')
    return join(folder, name.slice(0, 2), name)
  }
  const assertRoom = async (): Promise<void> => {
    const { bavail, bsize } = await statfs(incoming)
    if (bavail * bsize < minFreeBytes) throw new AppError('disk-full', 'unavailable', 'There is too little space left to store files.')
  }
  const prepare = async (path: string): Promise<void> => {
    await mkdir(incoming, { recursive: true, mode: 0o700 })
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  }

  return {
    put: async (id, content, { maxBytes }) => {
      const path = pathOf(id)
      const temporary = join(incoming, randomUUID())
      await prepare(path)
      await assertRoom()
      const meter = createMeter(maxBytes)
      try {
        await pipeline(toStream(content), meter.stream, createWriteStream(temporary, { mode: 0o600, flush: true }))
        await rename(temporary, path)
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
      await syncFolder(dirname(path))
      return meter.result()
    },
    open: async (id, range = {}) => {
      try {
        const handle = await open(pathOf(id), 'r')
        return handle.createReadStream({ ...range, autoClose: true })
      } catch (error) {
        throw isMissing(error) ? fileNotFound() : error
      }
    },
    remove: (id) => rm(pathOf(id), { force: true }),
    stat: async (id) => {
      try {
        return { bytes: (await stat(pathOf(id))).size }
      } catch (error) {
        if (isMissing(error)) return null
        throw error
      }
    },
  }
}
