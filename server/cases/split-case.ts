import { idOfStream } from '../platform/bus.ts'
import { AppError, notFound } from '../platform/errors.ts'
import { idFrom } from '../platform/ids.ts'
import type { Actor } from '../staff/index.ts'
import { allowCase, needOpen, seesCase } from './access.ts'
import type { CaseKind, CaseState } from './case.ts'
import type { CaseCommand, CaseDeps } from './deps.ts'
import type { MovedIn, MovedMessage, MovedOut } from './entries.ts'
import { type Filed, followersOf, lastMoveOf, restOf, standing } from './moves.ts'
import type { beginCase } from './open-case.ts'
import type { Slots } from './open-slot.ts'
import { readSources, settleOnSources } from './read-moves.ts'
import { keepFirstTitle } from './title-case.ts'

export interface SplitCase extends CaseCommand {
  /** Exactly these, and nothing that was said after them: whoever chooses sees what else belongs to the matter. */
  messageIds: string[]
  /** An open case of the same customer; a new one when left out. */
  toCaseId?: string | undefined
  /** Of a new case. */
  title?: string | undefined
  queueId?: string | undefined
  kind?: CaseKind | undefined
}

export interface SplitDeps extends CaseDeps {
  begin: ReturnType<typeof beginCase>
  slots: Slots
}

const NO_TITLE = 'No subject'
/** Nothing of these would be lost with a case that goes when its move is undone. */
const empty = new Set([
  'case.opened',
  'case.moved-in',
  'case.assigned',
  'case.titled',
  'case.status-set',
  'case.priority-set',
  'case.kind-set',
])

const outKey = (splitId: string): string => `${splitId}.o`
const inKey = (splitId: string): string => `${splitId}.i`

const toMoved = ({ stream, change }: Filed): MovedMessage => ({
  messageId: change.messageId,
  filedIn: idOfStream(stream),
  interactionId: change.interactionId,
  customerId: change.customerId,
})
const isOneOf = (messages: readonly MovedMessage[]) => {
  const ids = new Set(messages.map((one) => one.messageId))
  return (messageId: string): boolean => ids.has(messageId)
}
/** Moves as they will be. */
const withOut = (now: CaseState, splitId: string, messages: MovedMessage[]): Pick<CaseState, 'moves'> => ({
  moves: [...now.moves, { splitId, way: 'out', caseId: '', messages, goesOn: [], at: new Date(0), wasWaiting: false }],
})
const without = (now: CaseState, splitId: string): Pick<CaseState, 'moves'> => ({
  moves: now.moves.filter((one) => one.splitId !== splitId),
})

const outOf = async ({ ledger }: CaseDeps, caseId: string, splitId: string): Promise<{ by: string; change: MovedOut } | null> => {
  const entry = await ledger.entry(caseId, outKey(splitId))
  return entry?.change.type === 'case.moved-out' ? { by: entry.by, change: entry.change } : null
}
const inOf = async ({ ledger }: CaseDeps, caseId: string, splitId: string): Promise<MovedIn | null> => {
  const entry = await ledger.entry(caseId, inKey(splitId))
  return entry?.change.type === 'case.moved-in' ? entry.change : null
}

/** The case and all that are merged into it: what its timeline shows. */
const unionOf = async ({ ledger }: CaseDeps, lead: CaseState): Promise<CaseState[]> => {
  const found = new Map<string, CaseState>([[lead.id, lead]])
  const open = lead.absorbed.map((one) => one.caseId)
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue
    const state = await ledger.load(id)
    found.set(id, state)
    open.push(...state.absorbed.map((one) => one.caseId))
  }
  return [...found.values()]
}

/** What a decided move brings about: those merged into the case give their part, then the other case takes all. Run again it changes nothing. */
export const finishSplit =
  (deps: SplitDeps) =>
  async (leadId: string, splitId: string): Promise<CaseState> => {
    const { ledger, begin, slots, customers } = deps
    const decided = await outOf(deps, leadId, splitId)
    if (!decided || decided.change.lead !== null) throw notFound('split')
    const { by, change } = decided
    const { to, opens, goesOn } = change
    const from = change.messages.length > 0 ? [{ caseId: leadId, messages: change.messages }] : []
    for (const other of change.others) {
      // Whatever left meanwhile stays where it is. Written down even when that is all, so that everyone who finishes this finds the same.
      await settleOnSources(deps, { id: other.caseId, key: outKey(splitId), by }, (now, sources) => {
        const isAsked = isOneOf(other.messages)
        const mine = standing(sources, now).filter((one) => isAsked(one.change.messageId))
        const messages = mine.map(toMoved)
        const rest = restOf(sources, withOut(now, splitId, messages))
        const firstAt = mine[0]?.change.receivedAt ?? change.firstAt
        return { type: 'case.moved-out', splitId, to, messages, firstAt, lead: leadId, others: [], goesOn: [], opens: null, rest }
      })
      const given = (await outOf(deps, other.caseId, splitId))?.change.messages ?? []
      if (given.length > 0) from.push({ caseId: other.caseId, messages: given })
    }
    if (opens) {
      await begin(by, { caseId: to, ...opens, title: NO_TITLE })
      // Where another case has the slot, this is a second matter, and messages without a thread go on to the first.
      if ((await ledger.load(to)).isOpen) await slots.claim(await customers.currentOf(opens.customerId), opens.queueId, to)
    }
    const more = from.flatMap((one) => one.messages)
    return settleOnSources(deps, { id: to, key: inKey(splitId), by, more }, (now, sources) => {
      const added = from.map(({ caseId, messages }) => ({ caseId, messages, way: 'in' as const }))
      const moves = [...now.moves, ...added.map((one) => ({ ...one, splitId, goesOn: [], at: new Date(0), wasWaiting: false }))]
      return { type: 'case.moved-in', splitId, from, firstAt: change.firstAt, goesOn, rest: restOf(sources, { moves }) }
    })
  }

/**
 * Takes messages out of a case into a new case of the same customer, or into another open one. Entries never move: the case they were chosen in decides,
 * those merged into it follow, the other takes them (merge-cases.ts is the pattern). A thread whose last inbound message is among them goes on there
 * (moves.ts). Statuses stay, but a case that waited for the customer waits no more when what comes asks for an answer. Throws not-found, forbidden,
 * conflict (merged, erased, the other is closed or of somebody else, a message has left, nothing would remain).
 */
export const splitCase = (deps: SplitDeps) => {
  const { ledger, queues, customers } = deps
  const keepTitle = keepFirstTitle(deps)
  const finish = finishSplit(deps)

  const checkTarget = async (actor: Actor, lead: CaseState, toCaseId: string): Promise<void> => {
    if (toCaseId === lead.id) throw new AppError('same-case', 'conflict', 'These messages are in this case already.')
    const target = await ledger.load(toCaseId)
    allowCase(actor, 'case.merge', target, queues)
    needOpen(target)
    const [mine, theirs] = await Promise.all([lead.customerId, target.customerId].map(customers.currentOf))
    if (mine !== theirs) throw new AppError('other-customer', 'conflict', 'The other case belongs to another customer.')
  }

  const decide = async (actor: Actor, lead: CaseState, splitId: string, to: string, opens: MovedOut['opens'], messageIds: string[]) => {
    const isAsked = (messageId: string): boolean => messageIds.includes(messageId)
    const others = (await unionOf(deps, lead)).slice(1)
    await queues.learn(others.map((one) => one.queueId))
    const read = await Promise.all(
      others.map(async (one) => ({
        caseId: one.id,
        filed: standing(await readSources(deps, one), one),
        isSeen: seesCase(actor, one, queues),
      })),
    )
    await settleOnSources(deps, { id: lead.id, key: outKey(splitId), by: actor.id }, (now, sources) => {
      allowCase(actor, 'case.merge', now, queues)
      const mine = standing(sources, now)
      const all = [...mine, ...read.flatMap((one) => one.filed)].sort((a, b) => (a.change.receivedAt < b.change.receivedAt ? -1 : 1))
      const seen = new Set([...mine, ...read.filter((one) => one.isSeen).flatMap((one) => one.filed)])
      const chosen = all.filter((one) => seen.has(one) && isAsked(one.change.messageId))
      const [first] = chosen
      if (!first || chosen.length < messageIds.length)
        throw new AppError('message-elsewhere', 'conflict', 'One of these messages is no longer in this case.')
      if (chosen.length === all.length)
        throw new AppError('nothing-left', 'conflict', 'Nothing would be left in this case. Leave a message in it, or merge the cases.')
      const messages = mine.filter((one) => isAsked(one.change.messageId)).map(toMoved)
      return {
        type: 'case.moved-out',
        splitId,
        to,
        messages,
        firstAt: first.change.receivedAt,
        lead: null,
        others: read
          .map(({ caseId, filed }) => ({ caseId, messages: filed.filter((one) => isAsked(one.change.messageId)).map(toMoved) }))
          .filter((one) => one.messages.length > 0),
        goesOn: followersOf(now, all, isAsked),
        opens,
        rest: restOf(sources, withOut(now, splitId, messages)),
      }
    })
  }

  return async (
    actor: Actor,
    { caseId, messageIds, toCaseId, title, queueId, kind, commandId }: SplitCase,
  ): Promise<{ splitId: string; state: CaseState }> => {
    const splitId = `s${idFrom('case-split', actor.id, caseId, commandId)}`
    const wanted = [...new Set(messageIds)]
    const lead = await ledger.load(caseId)
    allowCase(actor, 'case.merge', lead, queues)
    const to = toCaseId ?? `c_${idFrom(splitId)}`
    if (!(await outOf(deps, caseId, splitId))) {
      if (lead.mergedInto !== null) throw new AppError('case-merged', 'conflict', 'This case was merged into another. Open that one.')
      if (lead.erasedAt !== null) throw new AppError('case-erased', 'conflict', 'This case was erased. There is nothing left to move.')
      let opens: MovedOut['opens'] = null
      if (toCaseId) await checkTarget(actor, lead, toCaseId)
      else {
        const queue = queueId ? await queues.getQueue(actor, queueId) : queues.byId(lead.queueId)
        opens = { queueId: queue?.id ?? lead.queueId, customerId: lead.customerId, kind: kind ?? 'question' }
        await keepTitle(to, title?.trim() || NO_TITLE)
      }
      await decide(actor, lead, splitId, to, opens, wanted)
    }
    const decided = (await outOf(deps, caseId, splitId))?.change
    const moved = decided ? [...decided.messages, ...decided.others.flatMap((one) => one.messages)] : []
    if (decided?.to !== to || moved.length !== wanted.length || !wanted.every(isOneOf(moved)))
      throw new AppError('command-reused', 'conflict', 'This command was already carried out with other values.')
    return { splitId, state: await finish(caseId, splitId) }
  }
}

/**
 * The second half of an undo; the reaction runs it again when a crash came between. The case that decided is among those that take back even where all
 * that left was of cases merged into it: it is the one that leads their threads on.
 */
export const takeBack = async (
  deps: CaseDeps,
  { leadId, toId, splitId, by }: { leadId: string; toId: string; splitId: string; by: string },
): Promise<void> => {
  const given = (await inOf(deps, toId, splitId))?.from ?? []
  const leads = given.some((one) => one.caseId === leadId) ? [] : [{ caseId: leadId, messages: [] }]
  for (const { caseId, messages } of [...leads, ...given])
    await settleOnSources(deps, { id: caseId, key: `${splitId}.b`, by }, (now, sources) => ({
      type: 'case.taken-back',
      splitId,
      from: toId,
      messages,
      rest: restOf(sources, without(now, splitId)),
    }))
}

/**
 * Takes the messages of a move back into `caseId`, which they had left; what was filed in the other case since stays there, and threads point back. A
 * case that was opened for them and holds nothing else goes too. Throws not-found, forbidden, conflict (some were moved on since).
 */
export const unsplitCase = (deps: SplitDeps) => {
  const { ledger, queues } = deps
  const finish = finishSplit(deps)
  return async (actor: Actor, { caseId, splitId }: CaseCommand & { splitId: string }): Promise<CaseState> => {
    allowCase(actor, 'case.merge', await ledger.load(caseId), queues)
    const { id: toId } = await finish(caseId, splitId)
    const opens = (await outOf(deps, caseId, splitId))?.change.opens ?? null
    const moved = (await inOf(deps, toId, splitId))?.from.flatMap((one) => one.messages) ?? []
    await settleOnSources(deps, { id: toId, key: `${splitId}.u`, by: actor.id }, (now, sources) => {
      allowCase(actor, 'case.merge', now, queues)
      if (!moved.every((one) => lastMoveOf(now, one.messageId)?.splitId === splitId))
        throw new AppError('moved-on', 'conflict', 'Some of these messages were moved on since. Take that back first.')
      const isAlone = now.mergedInto === null && now.absorbing === null && now.absorbed.length === 0
      const isEmpty = standing(sources, without(now, splitId)).length === 0 && sources.own.every(({ change }) => empty.has(change.type))
      return {
        type: 'case.move-undone',
        splitId,
        to: caseId,
        isGone: opens !== null && isAlone && isEmpty,
        rest: restOf(sources, without(now, splitId)),
      }
    })
    await takeBack(deps, { leadId: caseId, toId, splitId, by: actor.id })
    return ledger.load(caseId)
  }
}
