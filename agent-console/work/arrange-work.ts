import type { CaseRow } from '../../server/cases/wire.ts'
import type { MyWork, OfferView } from '../../server/screens/wire.ts'

const urgency: Record<CaseRow['priority'], number> = { urgent: 0, high: 1, normal: 2, low: 3 }
const lastAt = (row: CaseRow): number => Date.parse(row.lastMessageAt ?? row.openedAt)

/** Who waits for an answer comes first, the urgent before the others, then whoever wrote last. */
const byNeed = (a: CaseRow, b: CaseRow): number =>
  Number(b.isAwaitingReply) - Number(a.isAwaitingReply) || urgency[a.priority] - urgency[b.priority] || lastAt(b) - lastAt(a)

const bySnooze = (a: CaseRow, b: CaseRow): number => Date.parse(a.snoozedUntil ?? a.updatedAt) - Date.parse(b.snoozedUntil ?? b.updatedAt)

/** Pure: rows as they come, in the order and the sections of "My work". */
export const arrangeWork = (offers: readonly OfferView[], cases: readonly CaseRow[]): MyWork => {
  const open = cases.filter((row) => row.status !== 'closed' && row.mergedInto === null)
  return {
    offers: offers
      .filter(({ work }) => work.state === 'offered' && work.offerExpiresAt !== null)
      // Somebody on the line goes first, then who waits in real time: over the screen lies the first alone, and what can wait would hide them.
      .sort(
        (a, b) =>
          Number(b.call !== null) - Number(a.call !== null) ||
          Number(b.work.isLive) - Number(a.work.isLive) ||
          Date.parse(a.work.offerExpiresAt ?? '') - Date.parse(b.work.offerExpiresAt ?? ''),
      ),
    active: open.filter((row) => row.status !== 'snoozed').sort(byNeed),
    snoozed: open.filter((row) => row.status === 'snoozed').sort(bySnooze),
  }
}

/** Of offers in their order, the one over the screen, which the keys answer. */
export const nextOffer = (offers: readonly OfferView[]): OfferView | undefined => offers[0]
