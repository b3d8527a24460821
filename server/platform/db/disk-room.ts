import { existsSync, statfsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '../errors.ts'
import type { PartHealth } from '../part-health.ts'
import { isDiskFull } from './database-errors.ts'
import { isNoSpace } from './embedded/errors.ts'

/** Stays free: below it the store takes nothing in, so as to be able to finish what it has. */
export const LEAST_FREE_BYTES = 200e6

/** Where a folder lies or would be made. */
export const firstThatExists = (folder: string): string =>
  existsSync(folder) || dirname(folder) === folder ? folder : firstThatExists(dirname(folder))

/** Makes a folder and those above it. What `recursive` of Node throws on a full disk says that a folder is not there. */
export const makeFolder = async (folder: string): Promise<void> => {
  if (existsSync(folder)) return
  await makeFolder(dirname(folder))
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
}

export const freeBytes = (folder: string): number => {
  const { bavail, bsize } = statfsSync(firstThatExists(folder))
  return bavail * bsize
}

/** Below it the desk says so, long before it takes nothing in any more. */
const LOW_BYTES = 5 * LEAST_FREE_BYTES

/** Whether there is room to store more under DATA_DIR (SECURITY F3). */
export const diskHealth = (dataDir: string, free = freeBytes(dataDir)): PartHealth => ({
  ok: free >= LOW_BYTES,
  detail: `${inMegabytes(free)} free; nothing is stored below ${inMegabytes(LEAST_FREE_BYTES)}`,
})

const inMegabytes = (bytes: number): string => `${Math.floor(bytes / 1e6)} MB`
const makeRoom = (then: string): string =>
  `Make room there, or move the folder to a larger disk and set DATA_DIR to it; then ${then} again.`

/** The disk filled up while the desk started. */
export const diskFull = (dataDir: string, cause: unknown): AppError =>
  new AppError('disk-full', 'unavailable', `The disk of DATA_DIR=${dataDir} is full, so the desk does not start. ${makeRoom('start')}`, {
    cause,
  })

/**
 * Looked at before anything is opened: on a full disk lmdb maps pages that it cannot have, and the process dies of it. Below what stays free nobody could
 * even sign in.
 */
export const assertDiskRoom = (dataDir: string, free = freeBytes(dataDir)): void => {
  if (free >= LEAST_FREE_BYTES) return
  throw new AppError(
    'disk-full',
    'unavailable',
    `The disk of DATA_DIR=${dataDir} is nearly full: ${inMegabytes(free)} are free, and nothing is stored below ${inMegabytes(LEAST_FREE_BYTES)}, so the desk does not start. Nothing was changed. ${makeRoom('start')}`,
  )
}

/** To be thrown in the place of what failed: in plain words when a full disk was the reason. */
export const orDiskFull = (error: unknown, words: string): unknown =>
  isDiskFull(error) || isNoSpace(error) ? new AppError('disk-full', 'unavailable', words, { cause: error }) : error

export const checkNeedsRoom = (dataDir: string): string =>
  `The disk of DATA_DIR=${dataDir} is full, so nothing could be checked: the store takes down there who has it open. Make room there, then check again.`
export const restoreNeedsRoom = (dataDir: string): string =>
  `The disk of DATA_DIR=${dataDir} is full, so nothing was restored: what was there is as it was. ${makeRoom('restore')}`
export const importNeedsRoom = (dataDir: string): string =>
  `The disk of DATA_DIR=${dataDir} is full, or has less than the ${inMegabytes(LEAST_FREE_BYTES)} that stay free, so nothing was imported: what was there is as it was. ${makeRoom('import')}`
export const serverNeedsRoom = (dataDir: string): string =>
  `The disk of the server that MONGODB_URL names is full, or that of DATA_DIR=${dataDir}: the server may hold a part of the import only, so start no desk on it. Make room, then import again with --drop.`
