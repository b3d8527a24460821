import { statfsSync } from 'node:fs'
import { outOfDisk } from './errors.ts'

/** How long one look at the file system is believed. */
const FRESH_MS = 1000

/** Refuses growth when less than `minFreeBytes` are left where the store lies. Deleting is always allowed. */
export const watchDisk = (folder: string, minFreeBytes: number) => {
  let lookedAt = 0
  let free = Number.POSITIVE_INFINITY
  const look = (): number => {
    const now = Date.now()
    if (now - lookedAt >= FRESH_MS) {
      lookedAt = now
      const { bavail, bsize } = statfsSync(folder)
      free = bavail * bsize
    }
    return free
  }
  return {
    assertRoom: (): void => {
      if (look() < minFreeBytes)
        throw outOfDisk(
          `Only ${Math.floor(free / 1e6)} MB are free under ${folder}; nothing is stored below ${Math.floor(minFreeBytes / 1e6)} MB.`,
        )
    },
  }
}

export type Disk = ReturnType<typeof watchDisk>
