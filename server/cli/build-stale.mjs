import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprint, parts } from './parts.mjs'
import { root, say } from './terminal.mjs'
import { withLock } from './with-lock.mjs'

const stampOf = (part) => join(root, part.out, '.stamp')

/** Whether what is built is of the source that stands there. */
export const isFresh = (part) => existsSync(stampOf(part)) && readFileSync(stampOf(part), 'utf8') === fingerprint(part)

const buildPart = async (part) => {
  // Taken before the build: what changes meanwhile makes the result stale, not fresh.
  const stamp = fingerprint(part)
  rmSync(stampOf(part), { force: true })
  await part.build()
  mkdirSync(join(root, part.out), { recursive: true })
  writeFileSync(stampOf(part), stamp)
}

/** Builds what is out of date, all parts at once. `force` builds everything. */
export const buildStale = async ({ force = false } = {}) => {
  const isStale = (part) => force || !isFresh(part)
  if (!parts.some(isStale)) return
  await withLock(async () => {
    const stale = parts.filter(isStale)
    if (stale.length === 0) return
    const began = Date.now()
    say(`building ${stale.map((part) => part.name).join(', ')} …`)
    // All to their end, so that none is still writing when the lock is given back.
    const failed = (await Promise.allSettled(stale.map(buildPart))).find(({ status }) => status === 'rejected')
    if (failed) throw failed.reason
    say(`built in ${((Date.now() - began) / 1000).toFixed(1)} s`)
  })
}
