import type { CallState } from '../calls/index.ts'
import { type CaseChange, type CaseState, seesCase } from '../cases/index.ts'
import type { CaseRow } from '../cases/wire.ts'
import { CUSTOMER_FORGOTTEN } from '../customers/index.ts'
import { MESSAGE_FILED, MESSAGES_ERASED } from '../hub/index.ts'
import { type Entry, idOfStream } from '../platform/bus.ts'
import { notFound } from '../platform/errors.ts'
import type { LiveTopic, TopicRows } from '../platform/live.ts'
import { createRecent } from '../platform/recent.ts'
import type { LiveRow } from '../platform/wire/live.ts'
import { seenAnew } from '../queues/index.ts'
import { DECISION_DROPPED, ON_SCREEN, type WorkView } from '../routing/index.ts'
import { type Actor, allow, system } from '../staff/index.ts'
import { createCaseScreen } from './case-screen.ts'
import { type Beside, casesForgotten, casesOfCustomer, casesWith, createBeside } from './cases-beside.ts'
import type { ScreenDeps } from './deps.ts'
import { joinCases } from './join-cases.ts'
import { createMyWork, createOfferView } from './my-work.ts'
import { interactionsOf, notesOf, toItem } from './timeline.ts'
import { whileInSight } from './while-in-sight.ts'

const desk = system('screens')
/** As many as `historyOf` gives: another one pushes the oldest out. */
const MOST_HISTORY = 50
const byTime = (at: string | Date): number => new Date(at).getTime()

/** The live topics of the console. What an event brings is what a fresh fetch would have brought (tested for every entry). */
export const screenTopics = (deps: ScreenDeps): LiveTopic<Actor>[] => {
  const beside = createBeside(deps)
  return [whileInSight(deps, caseTopic(deps, beside)), caseListTopic(deps), workTopic(deps, beside)]
}

const isCaseEntry = (entry: Entry): entry is Entry<CaseChange> => entry.stream.startsWith('case:')
const caseIdOf = (entry: Entry): string => idOfStream(entry.stream)
const seesRow =
  (deps: ScreenDeps) =>
  (actor: Actor, { row }: LiveRow): boolean => {
    const queueId = (row as Partial<CaseRow> | undefined)?.queueId
    return queueId === undefined || seesCase(actor, { queueId }, deps.queues)
  }

/** `case:<id>`: one case's screen. Rows: case, item, customer, suggestion, way, history, named, work, decision. */
const caseTopic = (deps: ScreenDeps, casesBeside: Beside): LiveTopic<Actor> => {
  const { cases, customers, hub, routing, calls, platform } = deps
  const owners = createRecent<string, string>(10_000)
  const screen = createCaseScreen(deps)
  const join = joinCases(deps)

  const rowsNow = async (actor: Actor, id: string): Promise<LiveRow[]> => {
    const now = await screen(actor, id)
    return [
      { kind: 'case', id: now.case.id, v: now.case.v, row: now.case },
      ...now.timeline.map((item) => ({ kind: 'item', id: item.id, v: itemVersion(item), row: item })),
      { kind: 'customer', id: now.customer.id, v: now.customer.v, row: now.customer },
      ...now.suggestions.map((one) => ({ kind: 'suggestion', id: one.id, v: 0, row: one })),
      ...now.ways.map((one) => ({ kind: 'way', id: one.id, v: now.case.v, row: one })),
      ...now.history.map((one) => ({ kind: 'history', id: one.id, v: one.v, row: one })),
      ...now.named.map((one) => ({ kind: 'named', id: one.id, v: 0, row: one })),
      ...now.work.map((one) => ({ kind: 'work', id: one.id, v: one.v, row: one })),
      ...now.decisions.map((one) => ({ kind: 'decision', id: one.id, v: 0, row: one })),
    ]
  }
  /** A message's line changes with its delivery state, a call's with the call; others never do. */
  const itemVersion = (item: { type: string; message?: { delivery: { at: string } | null }; call?: { v: number } | null }): number =>
    item.call ? item.call.v : item.type === 'message' && item.message?.delivery ? byTime(item.message.delivery.at) : 0

  /** A call changes its lines wherever they stand: in the cases it was filed into, in those they were merged into, and where it was moved. */
  const callChanges = async ({ filedIn, interactionId }: CallState, isWatched: (id: string) => boolean): Promise<TopicRows[]> => {
    const ways = filedIn.flatMap((id) => [watchedBy(id), cases.intake.wayOf(id, interactionId).then((way) => way.map((one) => one.id))])
    const ids = [...new Set((await Promise.all(ways)).flat())].filter(isWatched)
    return Promise.all(ids.map(async (id) => ({ id, rows: await callLines(id, interactionId) })))
  }
  const callLines = async (caseId: string, interactionId: string): Promise<LiveRow[]> => {
    const ids = [caseId, ...(await cases.absorbedOf(await cases.intake.load(caseId)))]
    const lines = (await Promise.all(ids.map((id) => cases.linesOf(id)))).flat()
    const filed = lines.filter(({ change }) => change.type === 'case.message-filed' && change.interactionId === interactionId)
    return (await Promise.all(filed.map(linesOf))).flat()
  }

  /** The case an entry's screen belongs to: the one at the end of its merges. */
  const watchedBy = async (caseId: string, known?: CaseState): Promise<string[]> => {
    const ids = [caseId]
    let state = known ?? (await cases.intake.load(caseId))
    while (state.mergedInto !== null && !ids.includes(state.mergedInto)) {
      ids.push(state.mergedInto)
      state = await cases.intake.load(state.mergedInto)
    }
    return ids
  }

  /** Whom a case was opened for, which never changes; who that is now may. */
  const learnOwner = async (caseId: string): Promise<void> => {
    if (!owners.has(caseId)) owners.set(caseId, (await cases.intake.load(caseId)).customerId)
  }
  /** Whether another case of the same customer is watched. */
  const isBesideWatched = async ({ id, customerId }: CaseState, watched: ReadonlySet<string>): Promise<boolean> => {
    // Hundreds may be watched, and nearly all are known: those are gone through without a promise each.
    const strangers = [...watched].filter((one) => !owners.has(one))
    if (strangers.length > 0) await Promise.all(strangers.map(learnOwner))
    const family = new Set(await customers.familyOf(customerId))
    for (const one of watched) if (one !== id && family.has(owners.get(one) ?? '')) return true
    return false
  }

  /** A case is told on the screens of its customer's other cases: there it is of the history, which names the newest only. */
  const toldBeside = async (
    entry: Entry,
    state: CaseState,
    isWatched: (id: string) => boolean,
    watched: ReadonlySet<string> | undefined,
  ): Promise<TopicRows[]> => {
    // Nearly always nobody looks at another case of theirs, and what was watched before is known without asking.
    if (watched && !(await isBesideWatched(state, watched))) return []
    const all = await casesBeside(entry, state)
    const beside = all.filter((one) => one.id !== state.id && isWatched(one.id))
    if (all.length >= MOST_HISTORY) return beside.map(({ id }) => ({ id, rows: [], again: true }))
    const [row] = state.mergedInto === null && beside.length > 0 ? await join(desk, [state]) : []
    return beside.map(({ id }) => ({ id, rows: [{ kind: 'history', id: state.id, v: state.seq, ...(row ? { row } : {}) }] }))
  }

  const linesOf = async (entry: Entry<CaseChange>): Promise<LiveRow[]> => {
    const { change } = entry
    const [messages, views, notes] = await Promise.all([
      hub.byIds(change.type === 'case.message-filed' ? [change.messageId] : []),
      calls.callsOfInteractions(interactionsOf(change)),
      cases.readNotes(notesOf(change)),
    ])
    const item = toItem(entry, new Map(messages.map((one) => [one.id, one])), notes, new Map(views.map((one) => [one.interactionId, one])))
    return item ? [{ kind: 'item', id: item.id, v: itemVersion(item), row: item }] : []
  }

  /** A case is told on its own screen, and on that of the case it went into. */
  const toldHere = async (entry: Entry<CaseChange>, state: CaseState, isWatched: (id: string) => boolean): Promise<TopicRows[]> => {
    const { change } = entry
    // The case the messages left stands beside: it names the other among its customer's.
    const sources =
      change.type === 'case.moved-in' ? change.from.map((one) => one.caseId) : change.type === 'case.move-undone' ? [change.to] : []
    const watchers = await Promise.all([watchedBy(caseIdOf(entry), state), ...sources.map((one) => watchedBy(one))])
    const ids = [...new Set(watchers.flat())].filter(isWatched)
    if (ids.length === 0) return []
    const { type } = change
    // A merge, a move or its undo changes the whole union, and what it leaves behind.
    if (
      type === 'case.absorbed' ||
      type === 'case.let-go' ||
      type === 'case.merged' ||
      type === 'case.unmerged' ||
      type === 'case.moved-out' ||
      type === 'case.moved-in' ||
      type === 'case.move-undone' ||
      type === 'case.taken-back' ||
      type === 'case.erased'
    )
      return ids.map((id) => ({ id, rows: [], again: true }))
    const reading = linesOf(entry)
    return Promise.all(
      ids.map(async (id) => {
        const [lines, [row], ways] = await Promise.all([
          reading,
          cases.getStates(desk, [id]).then((states) => join(desk, states)),
          // The way that was answered on is the first from now on. Of what came in, `MESSAGE_FILED` tells.
          change.type === 'case.message-filed' && change.direction === 'out' ? waysNow(id) : [],
        ])
        return { id, rows: [...(row ? [{ kind: 'case', id, v: row.v, row }] : []), ...lines, ...ways] }
      }),
    )
  }

  /** The state first, so that no row says it is newer than what it holds. */
  const waysNow = async (id: string): Promise<LiveRow[]> => {
    const [state] = await cases.getStates(desk, [id])
    return (await hub.waysOf(desk, id)).map((one) => ({ kind: 'way', id: one.id, v: state?.seq ?? 0, row: one }))
  }

  return {
    name: 'case',
    mayWatch: async (actor, id) => {
      await cases.getState(actor, id)
    },
    snapshot: rowsNow,
    sees: seesRow(deps),
    changes: async (entry, state, isWatched = () => true, watched?): Promise<TopicRows[]> => {
      if (entry.stream.startsWith('customer:')) return customerChanges(entry)
      if (entry.stream.startsWith('work:')) {
        const caseId = (state as { caseId?: string }).caseId
        if (!caseId || !isWatched(caseId)) return []
        const [work, decisions] = await Promise.all([routing.workOfCase(desk, caseId), routing.decisionsOf(desk, caseId)])
        // A further one pushes the oldest out.
        if (work.length >= ON_SCREEN || decisions.length >= ON_SCREEN) return [{ id: caseId, rows: [], again: true }]
        const rows = [
          ...work.map((one) => ({ kind: 'work', id: one.id, v: one.v, row: one })),
          ...decisions.map((one) => ({ kind: 'decision', id: one.id, v: 0, row: one })),
        ]
        return [{ id: caseId, rows }]
      }
      if (entry.stream.startsWith('call:')) return callChanges(state as CallState, isWatched)
      if (!isCaseEntry(entry)) return []
      const [beyond, own] = await Promise.all([
        toldBeside(entry, state as CaseState, isWatched, watched),
        toldHere(entry, state as CaseState, isWatched),
      ])
      return [...beyond, ...own]
    },
    facts: {
      // Who can be answered shows by the messages themselves.
      [MESSAGE_FILED]: async (data, isWatched) => {
        const ids = (await watchedBy((data as { caseId: string }).caseId)).filter(isWatched)
        return Promise.all(ids.map(async (id) => ({ id, rows: await waysNow(id) })))
      },
      [DECISION_DROPPED]: (data) => {
        const { id, caseId } = data as { id: string; caseId: string }
        return [{ id: caseId, rows: [{ kind: 'decision', id, v: 0 }] }]
      },
      // The entry said so before the words were gone.
      [MESSAGES_ERASED]: async (data) => {
        const { caseId } = data as { caseId: string }
        const beside = await casesWith(deps, (await cases.intake.load(caseId)).customerId)
        const ids = new Set([...(await watchedBy(caseId)), ...beside.map((one) => one.id)])
        return [...ids].map((id) => ({ id, rows: [], again: true }))
      },
      [CUSTOMER_FORGOTTEN]: async (data) => (await casesForgotten(deps, data)).map(({ id }) => ({ id, rows: [], again: true })),
      'message.delivery-changed': async (data) => {
        const { messageId, caseId } = data as { messageId: string; caseId: string }
        const filed = (await cases.linesOf(caseId)).find(
          (one) => one.change.type === 'case.message-filed' && one.change.messageId === messageId,
        )
        const lines = filed ? await linesOf(filed) : []
        return (await watchedBy(caseId)).map((id) => ({ id, rows: lines }))
      },
      'chat.visitor-ended': async (data) =>
        (await watchedBy((data as { caseId: string }).caseId)).map((id) => ({ id, rows: [], again: true })),
      'chat.visitor-typing': (data) => {
        const { caseId, threadKey, isTyping } = data as { caseId?: string; threadKey: string; isTyping?: boolean }
        const now = platform.clock.now()
        return caseId
          ? [
              {
                id: caseId,
                rows: [{ kind: 'typing', id: threadKey, v: now, row: { at: new Date(now).toISOString(), isTyping: isTyping ?? true } }],
              },
            ]
          : []
      },
    },
  }

  /** A customer's change shows on the screens of all its cases: suggestions, history and names at once, so they fetch again. */
  async function customerChanges(entry: Entry): Promise<TopicRows[]> {
    return (await casesOfCustomer(deps, entry)).map(({ id }) => ({ id, rows: [], again: true }))
  }
}

/** `cases:all`: every case that changes, for lists that are on screen. It has no snapshot: lists are fetched page by page. */
const caseListTopic = (deps: ScreenDeps): LiveTopic<Actor> => {
  const join = joinCases(deps)
  return {
    name: 'cases',
    mayWatch: (actor, id) => {
      allow(actor, 'case.read')
      if (id !== 'all') throw notFound('topic')
    },
    snapshot: async () => [],
    sees: seesRow(deps),
    changes: async (entry, state) => {
      if (entry.stream.startsWith('customer:')) {
        const rows = await join(desk, await casesOfCustomer(deps, entry))
        return [{ id: 'all', rows: rows.map((row) => ({ kind: 'case', id: row.id, v: row.v, row })) }]
      }
      if (!isCaseEntry(entry) || entry.change.type === 'case.delivery') return []
      const [row] = await join(desk, [state as CaseState])
      return row ? [{ id: 'all', rows: [{ kind: 'case', id: row.id, v: row.v, row }] }] : []
    },
    facts: seenAnew,
  }
}

/** `work:<member id>`: one person's offers and cases, and their own presence. Rows: offer, case, member. */
const workTopic = (deps: ScreenDeps, casesBeside: Beside): LiveTopic<Actor> => {
  const { staff, cases, routing } = deps
  const myWork = createMyWork(deps)
  const offerView = createOfferView(deps)
  const join = joinCases(deps)
  const offerRows = async (entry: Entry, state: unknown, isWatched: (id: string) => boolean): Promise<TopicRows[]> => {
    const { agents, work } = routing.offerChange(entry, state)
    const to = work?.offeredTo && isWatched(work.offeredTo) ? await staff.actorOf(work.offeredTo) : null
    const offer = work && to && (await offerView(to, work))
    return agents.filter(isWatched).map((id) => ({
      id,
      rows: [{ kind: 'offer', id: entry.stream.slice('work:'.length), v: entry.seq, ...(offer && id === to?.id ? { row: offer } : {}) }],
    }))
  }
  /** An open offer tells of its case, of the customer with their other cases, and of the call: it is shown anew when one of them changes. */
  const offersAnew = async (offered: readonly WorkView[], isWatched: (id: string) => boolean): Promise<TopicRows[]> => {
    const rows = offered.map(async (work): Promise<TopicRows[]> => {
      const to = work.offeredTo && isWatched(work.offeredTo) ? await staff.actorOf(work.offeredTo) : null
      const offer = to && (await offerView(to, work))
      return to ? [{ id: to.id, rows: [{ kind: 'offer', id: work.id, v: work.v, ...(offer ? { row: offer } : {}) }] }] : []
    })
    return (await Promise.all(rows)).flat()
  }
  const openOffers = async (isWatched: (id: string) => boolean): Promise<WorkView[]> => {
    const watchers = (await staff.membersForRouting()).filter(({ id }) => isWatched(id))
    return watchers.length > 0 ? routing.offersOf(...watchers.map(({ id }) => id)) : []
  }
  /** Few are offered anything at a moment, so that is asked first. */
  const offersOf = async (casesNow: () => Promise<readonly CaseState[]>, isWatched: (id: string) => boolean): Promise<TopicRows[]> => {
    const open = await openOffers(isWatched)
    if (open.length === 0) return []
    const shown = new Set((await casesNow()).map(({ id }) => id))
    return offersAnew(
      open.filter(({ caseId }) => shown.has(caseId)),
      isWatched,
    )
  }
  return {
    name: 'work',
    mayWatch: (actor, id) => {
      allow(actor, 'work.read')
      if (id !== actor.id) throw notFound('topic')
    },
    snapshot: async (actor, id) => {
      const [now, member] = await Promise.all([myWork(actor, id), staff.getMember(actor, id)])
      return [
        { kind: 'member', id, v: staff.memberVersion(id), row: member },
        ...now.offers.map((one) => ({ kind: 'offer', id: one.work.id, v: one.work.v, row: one })),
        ...[...now.active, ...now.snoozed].map((one) => ({ kind: 'case', id: one.id, v: one.v, row: one })),
      ]
    },
    sees: seesRow(deps),
    changes: async (entry, state, isWatched = () => true): Promise<TopicRows[]> => {
      const memberId = /^(?:agent|user):(.+)$/.exec(entry.stream)?.[1]
      if (memberId !== undefined) {
        const member = staff.memberOf(memberId)
        const row = member && { kind: 'member', id: memberId, v: staff.memberVersion(memberId), row: member }
        return row && isWatched(memberId) ? [{ id: memberId, rows: [row] }] : []
      }
      if (entry.stream.startsWith('customer:')) {
        const all = await casesOfCustomer(deps, entry)
        const held = all.filter((one) => one.isOpen && one.assigneeId !== null)
        const rows = (await join(desk, held)).map((row) => ({
          id: row.assigneeId ?? '',
          rows: [{ kind: 'case', id: row.id, v: row.v, row }],
        }))
        return [...rows, ...(await offersOf(async () => all, isWatched))]
      }
      if (entry.stream.startsWith('work:')) return offerRows(entry, state, isWatched)
      if (entry.stream.startsWith('call:')) {
        // The call knows its work only once somebody accepts.
        const ofCall = (await openOffers(isWatched)).filter((one) => one.interactionId === (state as CallState).interactionId)
        return offersAnew(ofCall, isWatched)
      }
      if (!isCaseEntry(entry)) return []
      const now = state as CaseState
      const gone = { kind: 'case', id: now.id, v: now.seq }
      const holders = [now.assigneeId].filter((id) => id !== null && isWatched(id)) as string[]
      const { type } = entry.change
      // Work is about to be made of it and offered: whom it is from is being read by then.
      if (type === 'case.message-filed' && now.assigneeId === null) void deps.customers.getMany(desk, [now.customerId]).catch(() => {})
      const [offers, [row], before] = await Promise.all([
        offersOf(async () => [now, ...(await casesBeside(entry, now))], isWatched),
        now.isOpen && holders.length > 0 ? join(desk, [now]) : [],
        type === 'case.assigned' || type === 'case.transferred' ? formerAssignees(cases, now.id, entry.seq) : [],
      ])
      return [
        ...offers,
        ...holders.map((id) => ({ id, rows: [row ? { ...gone, row } : gone] })),
        ...before.filter((id) => id !== now.assigneeId).map((id) => ({ id, rows: [gone] })),
      ]
    },
    facts: {
      // Which articles fit an offer goes by the queue too.
      ...seenAnew,
      [MESSAGES_ERASED]: (data, isWatched) =>
        offersOf(async () => casesWith(deps, (await cases.intake.load((data as { caseId: string }).caseId)).customerId), isWatched),
      [CUSTOMER_FORGOTTEN]: (data, isWatched) => offersOf(() => casesForgotten(deps, data), isWatched),
    },
  }
}

/** Who had the case before this entry: from their lists it must leave. */
const formerAssignees = async (cases: ScreenDeps['cases'], caseId: string, beforeSeq: number): Promise<string[]> => [
  ...new Set(
    (await cases.entriesOf(caseId)).flatMap(({ seq, change }) =>
      seq < beforeSeq && change.type === 'case.assigned' && change.assigneeId ? [change.assigneeId] : [],
    ),
  ),
]
