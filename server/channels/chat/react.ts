import type { CaseChange, MessageFiled } from '../../cases/index.ts'
import { type Entry, idOfStream } from '../../platform/bus.ts'
import type { Reaction } from '../../platform/reactions.ts'
import { createRecent } from '../../platform/recent.ts'
import { createQueueByKey } from '../../platform/stream-queue.ts'
import { system } from '../../staff/index.ts'
import type { ChatDeps } from './deps.ts'
import type { Filed } from './filed.ts'
import { MARK_EVERY_MS, type Session, threadKeyOf, type Visitor } from './visitor.ts'

/** By which a thread may go on in another case. */
const MOVES = ['case.absorbed', 'case.let-go', 'case.moved-out', 'case.taken-back'] as const
const CHANGES = ['case.message-filed', 'case.assigned', 'case.closed', ...MOVES] as const
type Heard = Extract<CaseChange, { type: (typeof CHANGES)[number] }>
type Change = Parameters<ChatDeps['visitors']['changeSession']>[1]

const nobody: Change = { agentId: '', agentName: '', agentIsHere: false, joinedAt: null }

const caseOf = (entry: Entry): string => idOfStream(entry.stream)
const isMove = (heard: Heard): heard is Extract<Heard, { type: (typeof MOVES)[number] }> => MOVES.includes(heard.type as never)
const isWith = ({ session }: Visitor, agentId: string | null): boolean => session.agentId === agentId && session.joinedAt !== null
const began = (entry: Entry, { startedAt }: Session): boolean => startedAt !== null && entry.at >= startedAt

/**
 * Keeps a session in step with its case: which case it is in, who answers, when an agent closed it. Entries of one case are taken in their order;
 * one that is older than the session concerns the session before and is passed over.
 */
export const followCase = (deps: ChatDeps, filed: Filed): Reaction<Heard> => {
  const { visitors, platform, hub, agentNameOf, noteTyped } = deps
  const inTurn = createQueueByKey()
  const marked = createRecent<string, { caseId: string; customerId: string; atMs: number }>(20_000)

  const change = async ({ session }: Visitor, to: Change): Promise<void> => {
    if (await visitors.changeSession(session.id, to)) platform.bus.tell({ name: 'chat.session-changed', data: { sessionId: session.id } })
  }
  const joined = async (agentId: string, at: Date): Promise<Change> => ({
    agentId,
    agentName: await agentNameOf(agentId),
    agentIsHere: true,
    joinedAt: at,
  })

  const given = (assigneeId: string | null, at: Date): Change | Promise<Change> => (assigneeId === null ? nobody : joined(assigneeId, at))

  const onFiled = async (entry: Entry, { direction, interactionId, customerId, authorId, ...rest }: MessageFiled): Promise<void> => {
    const caseId = caseOf(entry)
    const before = marked.get(interactionId)
    const isMarked = before?.caseId === caseId && before.customerId === customerId && entry.at.getTime() - before.atMs < MARK_EVERY_MS
    if (direction === 'in' && isMarked) return
    const sessionId = await filed.sessionOf({ direction, interactionId, customerId, ...rest })
    const visitor = sessionId ? await visitors.bySession(sessionId) : null
    if (!visitor || !began(entry, visitor.session)) return
    const { session } = visitor
    const isByOther = authorId !== undefined && (session.joinedAt === null || session.agentId !== authorId)
    await change(visitor, {
      caseId,
      customerId,
      ...(session.lastAt && session.lastAt < entry.at ? { lastAt: entry.at } : {}),
      ...(isByOther ? await joined(authorId, entry.at) : {}),
      // An answer that comes late is part of the same session, and so is the visitor's reply to it.
      ...(direction === 'out' && session.endedBy === 'silence' ? { endedAt: null, endedBy: null } : {}),
    })
    marked.set(interactionId, { caseId, customerId, atMs: entry.at.getTime() })
    if (session.customerId) return
    for (const { address } of (await visitors.bySession(session.id))?.typed ?? [])
      await noteTyped(system('chat'), { customerId, channel: 'email', address })
  }

  const run = async (entry: Entry<Heard>): Promise<void> => {
    const heard = entry.change
    if (heard.type === 'case.message-filed') return heard.channel === 'chat' ? onFiled(entry, heard) : undefined
    const there = await visitors.byCase('from' in heard ? heard.from : caseOf(entry))
    for (const visitor of there.filter(({ session }) => began(entry, session))) {
      if (isMove(heard)) {
        const next = await hub.caseOfThread(threadKeyOf(visitor.session.id))
        if (!next || next.id === visitor.session.caseId) continue
        const { id: caseId, assigneeId } = next
        await change(visitor, { caseId, ...(isWith(visitor, assigneeId) ? {} : await given(assigneeId, entry.at)) })
      } else if (heard.type === 'case.closed') await change(visitor, { endedAt: entry.at, endedBy: 'agent' })
      else if (!isWith(visitor, heard.assigneeId)) await change(visitor, await given(heard.assigneeId, entry.at))
    }
  }

  return {
    name: 'chat/follow-case',
    hears: CHANGES,
    run: (entry) => inTurn(entry.stream, () => run(entry)),
  }
}

type PresenceSet = { type: 'agent.presence-set'; presence: string }

/** Tells visitors whether their agent is at the desk. */
export const followPresence = ({ visitors, platform }: ChatDeps): Reaction<PresenceSet> => ({
  name: 'chat/follow-presence',
  hears: ['agent.presence-set'],
  run: async (entry) => {
    const agentIsHere = entry.change.presence === 'available'
    for (const { session } of await visitors.byAgent(entry.stream.slice('agent:'.length))) {
      if (session.agentIsHere === agentIsHere || !(await visitors.changeSession(session.id, { agentIsHere }))) continue
      platform.bus.tell({ name: 'chat.session-changed', data: { sessionId: session.id } })
    }
  },
})
