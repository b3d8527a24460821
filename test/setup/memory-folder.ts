import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { freemem } from 'node:os'
import { join } from 'node:path'

/** A folder that Linux keeps in memory. */
const MEMORY = '/dev/shm'
/** The short tests have 150 MB there at once; a desk calls its disk low under 1 GB. */
const ROOM_BYTES = 2e9

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/**
 * A new temporary folder in memory, and how to remove it; undefined where there is none or too little room. A disk answers each commit of a store after
 * milliseconds, of which a test of short runs learns nothing: a process that is killed there loses as little as here.
 */
export const memoryFolder = (): { path: string; remove(): void } | undefined => {
  if (!existsSync(MEMORY)) return undefined
  // A run that was killed itself removed nothing.
  for (const name of readdirSync(MEMORY)) {
    const pid = /^patchbay-(\d+)-/.exec(name)?.[1]
    if (pid && !isRunning(Number(pid))) rmSync(join(MEMORY, name), { recursive: true, force: true })
  }
  const { bavail, bsize } = statfsSync(MEMORY)
  if (Math.min(bavail * bsize, freemem() / 2) < ROOM_BYTES) return undefined
  const path = mkdtempSync(join(MEMORY, `patchbay-${process.pid}-`))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
