import type { TimelineItem } from '../../server/screens/wire.ts'

/** Filed in another case's ledger, or told where such messages stand: only time says where it belongs. */
const isLoose = (item: TimelineItem): boolean =>
  item.type === 'event' ? item.facts.movedAt !== undefined : item.id.startsWith('case:') && !item.id.startsWith(`case:${item.caseId}/`)

/**
 * Pure: items in the order of the ledger within a case, and of time between cases. A message is stamped with when it was received, which may be a
 * little or long before it was filed: it stands where it was filed, so that nothing moves under a reader's eyes. What was moved stands where it was received.
 */
export const inOrder = (items: readonly TimelineItem[]): TimelineItem[] => {
  const byCase = new Map<string, TimelineItem[]>()
  const loose = items.filter(isLoose).map((item) => ({ item, place: Date.parse(item.at) }))
  for (const item of items.filter((one) => !isLoose(one))) byCase.set(item.caseId, [...(byCase.get(item.caseId) ?? []), item])
  const placed = [...byCase.values()].flatMap((list) => {
    let latest = 0
    return list
      .sort((a, b) => a.seq - b.seq)
      .map((item) => {
        latest = Math.max(latest, Date.parse(item.at))
        return { item, place: latest }
      })
  })
  const isTelling = ({ item }: { item: TimelineItem }): number => (item.type === 'event' && isLoose(item) ? 0 : 1)
  return [...loose, ...placed]
    .sort((a, b) => a.place - b.place || isTelling(a) - isTelling(b) || a.item.seq - b.item.seq)
    .map(({ item }) => item)
}
