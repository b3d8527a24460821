import type { Bus } from '../platform/bus.ts'
import type { WorkState } from './work.ts'

/**
 * What is offered now, kept in memory: it is asked for with every change of a case that somebody's offer may show. Only for a process that alone writes to
 * its store. `read` gives what was offered before it began to listen.
 */
export const createOfferedWorks = (bus: Bus, read: () => Promise<WorkState[]>) => {
  const offered = new Map<string, WorkState>()
  /** Heard of while the store was read: newer than what it gave. */
  let heard: Set<string> | undefined = new Set()
  let reading: Promise<void> | undefined
  const put = (work: WorkState): void => {
    if (work.isOpen && work.state === 'offered') offered.set(work.id, work)
    else offered.delete(work.id)
  }
  bus.onEntry(({ stream }, state) => {
    if (!stream.startsWith('work:')) return
    const work = state as WorkState
    heard?.add(work.id)
    put(work)
  })
  const readOnce = async (): Promise<void> => {
    for (const work of await read()) if (!heard?.has(work.id)) put(work)
    heard = undefined
  }
  return async (agentIds: readonly string[]): Promise<WorkState[]> => {
    reading ??= readOnce().catch((error) => {
      reading = undefined
      throw error
    })
    await reading
    return [...offered.values()]
      .filter(({ holderId }) => holderId !== null && agentIds.includes(holderId))
      .sort((a, b) => a.since.getTime() - b.since.getTime())
  }
}
