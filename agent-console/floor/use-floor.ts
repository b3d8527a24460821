import { useMemo } from 'react'
import type { CallView } from '../../server/calls/wire.ts'
import { rowsOf } from '../../server/platform/wire/live.ts'
import type { WorkView } from '../../server/routing/wire.ts'
import { useQueues } from '../cases/use-queues.ts'
import { useTopic } from '../desk/use-topic.ts'
import { useStaff } from '../people/use-staff.ts'
import { floorOf } from './floor-of.ts'

/** The floor as it is now: every figure is of this moment, none is kept. */
export const useFloor = () => {
  const { queues } = useQueues()
  const { members } = useStaff()
  const waiting = useTopic('waiting:all')
  const live = useTopic('calls:live')
  return useMemo(() => {
    const works = rowsOf<WorkView>(waiting.rows, 'work')
    const calls = rowsOf<CallView>(live.rows, 'call').filter((one) => one.phase !== 'ended')
    return {
      ...floorOf({ queues, members, works, calls }),
      isLoading: waiting.phase === 'waiting' || live.phase === 'waiting',
      error: waiting.error ?? live.error ?? null,
    }
  }, [queues, members, waiting, live])
}
