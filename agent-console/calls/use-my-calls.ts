import { useMemo } from 'react'
import type { CallView } from '../../server/calls/wire.ts'
import { rowsOf } from '../../server/platform/wire/live.ts'
import { useTopic } from '../desk/use-topic.ts'
import { useMe } from '../frame/me.ts'

/** The calls I take part in, live: the one I have, one I am asked into, one I listen to. */
export const useMyCalls = (): CallView[] => {
  const me = useMe()
  const { rows } = useTopic(`calls:mine-${me.id}`)
  return useMemo(() => rowsOf<CallView>(rows, 'call').filter((one) => one.phase !== 'ended'), [rows])
}
