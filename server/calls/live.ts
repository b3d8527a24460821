import { type Entry, idOfStream } from '../platform/bus.ts'
import { notFound } from '../platform/errors.ts'
import type { LiveTopic, TopicRows } from '../platform/live.ts'
import type { LiveRow } from '../platform/wire/live.ts'
import { seenAnew } from '../queues/index.ts'
import { type Actor, allow } from '../staff/index.ts'
import { seesCall } from './access.ts'
import { isOf } from './board.ts'
import type { CallState } from './call.ts'
import type { CallDeps } from './deps.ts'
import type { CallChange } from './entries.ts'
import type { CallReads } from './read-calls.ts'
import { CALL_ERASED } from './recordings/erase-call.ts'
import type { CallView } from './wire.ts'

const MINE = 'mine-'
const isCall = (stream: string): boolean => stream.startsWith('call:')
const gone = (call: CallState): LiveRow => ({ kind: 'call', id: call.id, v: call.seq })

const leadsElsewhere = new Set(['case.merged', 'case.unmerged', 'case.moved-out', 'case.taken-back'])

/** `call:<callId>`: one call as it goes. `calls:live`: all live ones. `calls:mine-<agentId>`: those an agent is part of, or is asked to join. */
export const callTopics = (deps: CallDeps, reads: CallReads): LiveTopic<Actor>[] => {
  const { board } = deps
  const row = async (call: CallState): Promise<LiveRow> => ({ kind: 'call', id: call.id, v: call.seq, row: await reads.view(call) })
  const sees = (actor: Actor, { row: shown }: LiveRow): boolean => {
    const call = shown as CallView | undefined
    if (!call) return true
    return seesCall(actor, call, deps) || call.agentId === actor.id || call.legs.some((one) => one.agentId === actor.id)
  }
  const rowsOf = async (calls: readonly CallState[]): Promise<LiveRow[]> => {
    const views = await reads.views(calls)
    return calls.map((call, index) => ({ kind: 'call', id: call.id, v: call.seq, row: views[index] }))
  }
  const peopleOf = (call: CallState): string[] =>
    [...new Set([call.agentId, call.wrapUpBy, ...call.legs.map((one) => one.agentId)])].filter((one) => one !== null)
  /** Whoever accepted and never came to the line left no leg behind: the entry that takes the call from them alone names them. */
  const namedIn = ({ change }: Entry): string[] => {
    const told = change as CallChange
    return told.type === 'call.released' ? [told.agentId] : []
  }
  /** A call is shown in the case at the end of the merges and moves of its own: who watches it looks again. */
  const isMove = ({ change }: Entry): boolean => leadsElsewhere.has(change.type)
  const inCase = ({ stream }: Entry): Promise<CallState[]> => reads.liveIn(idOfStream(stream))
  const lookAgain = (ids: readonly string[]): TopicRows[] => [...new Set(ids)].map((id) => ({ id, rows: [], again: true }))
  const listsAnew = (calls: readonly CallState[]): TopicRows[] =>
    lookAgain(calls.flatMap((call) => ['live', ...peopleOf(call).map((id) => `${MINE}${id}`)]))
  return [
    {
      name: 'call',
      mayWatch: async (actor, id) => {
        await reads.getCall(actor, id)
      },
      snapshot: async (actor, id) => {
        const view = await reads.getCall(actor, id)
        return [{ kind: 'call', id, v: view.v, row: view }]
      },
      changes: async (entry, state, isWatched, watched) => {
        const call = state as CallState
        if (isMove(entry))
          // Of those that are over too, wherever it is known who looks at them: cases are merged and moved seldom.
          return lookAgain(watched ? [...watched] : (await inCase(entry)).map((one) => one.id))
        if (!isCall(entry.stream)) return []
        return isWatched?.(call.id) !== false ? [{ id: call.id, rows: [await row(call)] }] : []
      },
      facts: { ...seenAnew, [CALL_ERASED]: (data) => lookAgain([(data as { callId: string }).callId]) },
      sees,
    },
    {
      name: 'calls',
      mayWatch: (actor, id) => {
        allow(actor, 'call.read')
        if (id !== 'live' && id !== `${MINE}${actor.id}`) throw notFound('topic')
      },
      snapshot: async (_actor, id) => rowsOf(id === 'live' ? board.all() : board.ofAgent(id.slice(MINE.length))),
      changes: async (entry, state, isWatched) => {
        if (isMove(entry)) return listsAnew(await inCase(entry))
        if (!isCall(entry.stream)) return []
        const call = state as CallState
        const people = [...new Set([...peopleOf(call), ...namedIn(entry)])]
        const shown = await row(call)
        const live = { id: 'live', rows: [call.isLive ? shown : gone(call)] }
        const mine = people.map((id) => ({ id: `${MINE}${id}`, rows: [isOf(call, id) ? shown : gone(call)] }))
        return [live, ...mine].filter((one) => isWatched?.(one.id) !== false)
      },
      facts: {
        ...seenAnew,
        [CALL_ERASED]: (data) => listsAnew([board.byId((data as { callId: string }).callId)].filter((one) => one !== undefined)),
      },
      sees,
    },
  ]
}
