import type { CallView } from '../calls/index.ts'
import type { CaseState } from '../cases/index.ts'
import type { CaseRow } from '../cases/wire.ts'
import type { Customer } from '../customers/wire.ts'
import type { WorkView } from '../routing/wire.ts'
import type { Actor } from '../staff/index.ts'
import type { ScreenDeps } from './deps.ts'
import { joinCases } from './join-cases.ts'
import { type CaseClues, likelyOf, rankCases } from './likely-case.ts'
import type { Pop } from './wire.ts'

const MOST_CASES = 4
const MOST_CONTACTS = 5
const MOST_ARTICLES = 3
/** Shorter ones are keys of a menu. */
const NUMBER = /^\d{4,12}$/

const cluesOf = (call: CallView | null, queueId: string, said: string, now: number): CaseClues => {
  const chosen = call?.path.filter(({ keys, said: spoken }) => keys || spoken) ?? []
  const numbers = [...chosen.flatMap(({ keys, said: spoken }) => [keys ?? '', ...(spoken?.split(/\s+/) ?? [])]), ...said.split(/[^\d]+/)]
  return {
    queueId,
    hasChosen: chosen.length > 0,
    numbers: [...new Set(numbers.filter((one) => NUMBER.test(one)))],
    words: chosen.map((one) => one.said ?? one.says),
    now,
  }
}

/**
 * What somebody should know before they speak: open cases with the one it is likely about first, the last contacts over all channels, and articles
 * that may help. `own` is the case the interaction was filed in. Null when its customer is gone.
 */
export const createPop = (deps: ScreenDeps) => {
  const { cases, customers, hub, queues, platform, suggestArticles } = deps
  const join = joinCases(deps)
  return async (
    actor: Actor,
    {
      own,
      calling,
      work: { interactionId, queueId },
    }: { own: CaseState; calling: Promise<CallView | null>; work: Pick<WorkView, 'interactionId' | 'queueId'> },
  ): Promise<(Pop & { case: CaseRow; customer: Customer; call: CallView | null; said: string }) | null> => {
    const people = customers.getMany(actor, [own.customerId])
    // All at once: somebody waits for it.
    const [call, found, ownRows, history, messages] = await Promise.all([
      calling,
      people,
      join(actor, [own], people),
      customers.familyOf(own.customerId).then((ids) => cases.historyOf(actor, ids)),
      hub.byIds([own.lastMessageId]),
    ])
    const customer = found.get(own.customerId)
    if (!customer) return null
    const ownRow = ownRows[0] as CaseRow
    const others = history.filter((one) => one.id !== own.id)
    const states = [own, ...others]
    const rows = [ownRow, ...(await join(actor, others))]
    const last = messages.find((one) => one.direction === 'in')
    const said = call ? '' : (last?.context.visibleText || last?.text || '').slice(0, 400)
    // A case that was only born by this contact tells nothing of what it is about.
    const isBorn = own.interactions.every((one) => one.id === interactionId) && own.absorbed.length === 0
    const open = rows.filter((one) => one.status !== 'closed' && one.mergedInto === null && !(isBorn && one.id === own.id))
    const ranked = rankCases(open, cluesOf(call, queueId, said, platform.clock.now()))
    const likely = likelyOf(ranked)
    const titles = new Map(rows.map((one) => [one.id, one.title]))
    const contacts = states
      .flatMap((state) => state.interactions.map((one) => ({ ...one, caseId: state.id })))
      .filter((one) => one.id !== interactionId)
      .map(({ channel, lastInAt, lastOutAt, caseId }) => {
        const [inMs, outMs] = [lastInAt?.getTime() ?? 0, lastOutAt?.getTime() ?? 0]
        return { channel, caseId, title: titles.get(caseId) ?? '', at: new Date(Math.max(inMs, outMs)).toISOString(), isOurs: outMs > inMs }
      })
      .sort((a, b) => (a.at < b.at ? 1 : -1))
    const chosen = call?.path.filter(({ keys, said: spoken }) => keys || spoken) ?? []
    const about = likely?.case ?? (isBorn ? undefined : ownRow)
    const articles = suggestArticles(
      {
        heard: [...new Set(call?.path.flatMap(({ article }) => article ?? []) ?? [])],
        words: [
          ...chosen.map((one) => ({ text: `${one.said ?? ''} ${one.says}`, from: 'Chosen on the menu', weight: 2 })),
          ...(about ? [{ text: `${about.title} ${about.tags.join(' ')}`, from: `As in “${about.title}”`, weight: 1 }] : []),
          { text: queues.byId(queueId)?.name ?? '', from: 'Fits the queue', weight: 0.5 },
          { text: said, from: 'Fits what was said', weight: 1 },
        ],
      },
      MOST_ARTICLES,
    )
    return {
      case: ownRow,
      customer,
      call,
      said,
      openCases: ranked.slice(0, MOST_CASES).map((one) => one.case),
      likely: likely && { caseId: likely.case.id, why: likely.why },
      contacts: contacts.slice(0, MOST_CONTACTS),
      articles,
      canMove: isBorn && own.mergedInto === null,
    }
  }
}
