import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { type Doc, decode, encode } from './bson.ts'
import { StoreError } from './errors.ts'
import { prefixOf } from './keys.ts'
import type { Storage } from './storage.ts'

const OWNER = Buffer.concat([prefixOf(0), Buffer.from('owner')])

export class StoreInUse extends Error {}

/** When a process began, in clock ticks since boot: tells a pid that is used again from the one that took the store. */
const startedAt = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    // No such process, or no /proc on this system.
    return undefined
  }
}

const isAlive = (owner: Doc): boolean => {
  const pid = Number(owner.pid)
  if (owner.host !== hostname()) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return startedAt(pid) === (owner.startedAt ?? undefined)
}

export interface Owner {
  /** Throws when another process took the store meanwhile; called in every transaction. */
  check(): void
  release(): void
}

/**
 * Writes this process down as the one writer. A live process of this machine keeps the store; any other is taken over from
 * and can write nothing more, since it no longer finds its own token here.
 */
export const takeOwnership = (storage: Storage, folder: string, onLost: () => void = () => undefined): Owner => {
  const token = randomUUID()
  const read = (): Doc | undefined => {
    const raw = storage.get(OWNER)
    return raw && decode(raw)
  }
  storage.transaction(() => {
    const owner = read()
    if (owner && isAlive(owner))
      throw new StoreInUse(
        `The data folder ${folder} is in use by process ${String(owner.pid)}. Stop that process first, or choose another DATA_DIR.`,
      )
    storage.put(OWNER, encode({ token, pid: process.pid, host: hostname(), startedAt: startedAt(process.pid) ?? null }))
  })
  const isMine = () => read()?.token === token
  return {
    check: () => {
      if (isMine()) return
      onLost()
      throw new StoreError(
        189,
        'PrimarySteppedDown',
        `The data folder ${folder} was taken over by another process; this one writes nothing more.`,
      )
    },
    release: () =>
      storage.transaction(() => {
        if (isMine()) storage.remove(OWNER)
      }),
  }
}

/** For a copy of a store, which still names the owner of the original. */
export const forgetOwner = (storage: Storage): void => storage.transaction(() => storage.remove(OWNER))
