import { useMemo } from 'react'
import type { Blocked, CallView, Nuisance } from '../../server/calls/wire.ts'
import { rowsOf } from '../../server/platform/wire/live.ts'
import { LOOK_AGAIN_MS } from '../desk/look-again.ts'
import { usePages } from '../desk/use-pages.ts'
import { useAgain, useStanding } from '../desk/use-standing.ts'
import { useTopic } from '../desk/use-topic.ts'

/** The calls that go on now, whosever they are, and who waits to be called back. */
export const useLiveCalls = () => {
  const { rows, phase, taken, error } = useTopic('calls:live')
  return useMemo(() => {
    const calls = rowsOf<CallView>(rows, 'call').filter((one) => one.phase !== 'ended')
    const isOnPhone = (call: CallView): boolean => call.phase === 'talking' || call.phase === 'connecting' || call.phase === 'wrap-up'
    const onPhone = new Map<string, CallView>()
    for (const call of calls.filter(isOnPhone)) {
      if (call.agentId) onPhone.set(call.agentId, call)
      for (const { agentId, state } of call.legs) if (agentId && state === 'joined') onPhone.set(agentId, call)
    }
    const callbacks = calls
      .filter((one) => one.callback?.state === 'waiting')
      .sort((a, b) => ((a.queuedAt ?? a.startedAt) < (b.queuedAt ?? b.startedAt) ? -1 : 1))
    return { calls, onPhone, callbacks, phase, taken, isLoading: phase === 'waiting', error: error ?? null }
  }, [rows, phase, taken, error])
}

/** One list of calls that were, page by page; asked for again when a call begins or ends, and when the line was away while some may have. */
export const useCallList = (which: 'mine' | 'missed') => {
  const { calls, ...topic } = useLiveCalls()
  const isAsked = useStanding(topic)
  const list = usePages<CallView>(['calls', which], '/calls', { query: { which, limit: 50 }, enabled: isAsked, staleTime: 0 })
  useAgain([topic.taken, ...calls.map((one) => `${one.id} ${one.phase}`)].join(), isAsked, list.refetch)
  return list
}

export type RefusedList = 'do-not-call' | 'nuisance-callers'
/** Somebody else may put a number on it, or take one off. */
export const useRefused = (list: RefusedList) =>
  usePages<Blocked & Partial<Nuisance>>(['refused', list], `/${list}`, { refetchInterval: LOOK_AGAIN_MS, refetchOnMount: 'always' })
