import type { Ledger } from '../platform/ledger.ts'
import type { Platform } from '../platform/room.ts'
import type { CallState } from './call.ts'
import type { CallChange } from './entries.ts'
import { isOver } from './parties/leg.ts'

type Stored = CallState & { _id: string }

/** The live calls in memory, for lists and for what is asked at every step of a menu. */
export const createBoard = (
  { connection, bus }: Pick<Platform, 'connection' | 'bus'>,
  ledger: Pick<Ledger<CallState, CallChange>, 'load'>,
) => {
  const calls = connection.collection<Stored>('calls')
  const live = new Map<string, CallState>()
  const put = (call: CallState): void => {
    if (!call.isLive) live.delete(call.id)
    else if (call.seq > (live.get(call.id)?.seq ?? 0)) live.set(call.id, call)
  }
  bus.onEntry((entry, state) => {
    if (entry.stream.startsWith('call:')) put(state as CallState)
  })
  const refresh = async (): Promise<void> => {
    const found = (await calls.find({ isLive: true } as never, { projection: { seq: 1 } }).toArray()) as unknown as Stored[]
    for (const { _id, seq } of found) if (seq > (live.get(_id)?.seq ?? 0)) put(await ledger.load(_id))
    // What another process ended.
    const ids = new Set(found.map((one) => one._id))
    for (const id of live.keys()) if (!ids.has(id)) put(await ledger.load(id))
  }
  return {
    refresh,
    /** As this process knows it; another may know more. */
    byId: (callId: string): CallState | undefined => live.get(callId),
    /** The call that an interaction is, whether it is live or over; null for what is no call. */
    idOf: async (interactionId: string): Promise<string | null> => {
      for (const call of live.values()) if (call.interactionId === interactionId) return call.id
      return (await calls.findOne({ interactionId } as never, { projection: { _id: 1 } }))?._id ?? null
    },
    all: (): CallState[] => [...live.values()],
    /** Who waits in a queue and could be next: not who is to be called at an hour that has not come. */
    waitingIn: (queueId: string): CallState[] =>
      [...live.values()].filter((one) => one.phase === 'waiting' && one.queueId === queueId && !one.callback?.dueAt),
    /** The call in which somebody of the staff talks, is asked or wraps up. */
    ofAgent: (agentId: string): CallState[] => [...live.values()].filter((one) => isOf(one, agentId)),
  }
}
export type Board = ReturnType<typeof createBoard>

/** Whether it is one of this agent's calls: they have it, wrap it up, or are asked to join. Not who only listens. */
export const isOf = (call: CallState, agentId: string): boolean =>
  call.isLive &&
  (call.agentId === agentId ||
    call.wrapUpBy === agentId ||
    call.legs.some((one) => one.agentId === agentId && one.role !== 'supervisor' && !one.isGone && !isOver(one)))
