import type { RoutedQueue } from './deps.ts'
import type { WorkState } from './work.ts'

type Waiting = Pick<WorkState, 'id' | 'queueId' | 'queueSince' | 'channel' | 'hasOverflowed' | 'state'>

/**
 * Pure: what waits somewhere else from now on, because its queue says so: after so long in it, or because so many of the same channel came before.
 * Once: what came by overflowing stays, so that two queues cannot send it to and fro.
 */
export const overflowing = (
  works: Iterable<Waiting>,
  queueOf: (id: string) => Pick<RoutedQueue, 'overflow'> | undefined,
  now: number,
): { workId: string; queueId: string }[] => {
  const found: { workId: string; queueId: string }[] = []
  const ahead = new Map<string, number>()
  const inOrder = [...works].filter((one) => one.state === 'waiting').sort((a, b) => a.queueSince.getTime() - b.queueSince.getTime())
  for (const { id, queueId, channel, queueSince, hasOverflowed } of inOrder) {
    const line = `${queueId} ${channel}`
    const before = ahead.get(line) ?? 0
    const rule = queueOf(queueId)?.overflow
    const isLate = rule?.afterSeconds != null && now - queueSince.getTime() >= rule.afterSeconds * 1000
    const isLong = rule?.atLength != null && before >= rule.atLength
    if (rule && !hasOverflowed && queueOf(rule.queueId) && (isLate || isLong)) found.push({ workId: id, queueId: rule.queueId })
    else ahead.set(line, before + 1)
  }
  return found
}
