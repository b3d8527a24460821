import type { TimelineItem } from '../../server/screens/wire.ts'

/**
 * Pure: items in the order of the ledger within a case, and of time between cases. A message is stamped with when it was received, which may be a
 * little or long before it was filed: it stands where it was filed, so that nothing moves under a reader's eyes.
 */
export const inOrder = (items: readonly TimelineItem[]): TimelineItem[] => {
  const byCase = new Map<string, TimelineItem[]>()
  for (const item of items) byCase.set(item.caseId, [...(byCase.get(item.caseId) ?? []), item])
  const placed = [...byCase.values()].flatMap((list) => {
    let latest = 0
    return list
      .sort((a, b) => a.seq - b.seq)
      .map((item) => {
        latest = Math.max(latest, Date.parse(item.at))
        return { item, place: latest }
      })
  })
  return placed.sort((a, b) => a.place - b.place || a.item.seq - b.item.seq).map(({ item }) => item)
}
