import { useMemo } from 'react'
import { MOST_TOLD } from '../../server/hub/held/wire.ts'
import type { HeldRow } from '../../server/hub/wire.ts'
import { rowsOf } from '../../server/platform/wire/live.ts'
import { useTopic } from '../desk/use-topic.ts'
import { seesCases, useMe } from '../frame/me.ts'

/** What waits for a person's decision, newest first, as it is now. */
export const useHeldNow = () => {
  const me = useMe()
  const { rows, phase, taken } = useTopic(seesCases(me) ? 'held:all' : null)
  const held = useMemo(() => rowsOf<HeldRow>(rows, 'held').sort((a, b) => (a.at < b.at ? 1 : -1)), [rows])
  return { held, phase, taken }
}

export const heldWords = (count: number): string => (count >= MOST_TOLD ? `${MOST_TOLD - 1}+` : String(count))
