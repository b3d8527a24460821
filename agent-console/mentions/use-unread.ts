import { useMemo } from 'react'
import { MOST_UNREAD } from '../../server/notices/unread/wire.ts'
import type { Mention } from '../../server/notices/wire.ts'
import { rowsOf } from '../../server/platform/wire/live.ts'
import { useTopic } from '../desk/use-topic.ts'
import { seesCases, useMe } from '../frame/me.ts'

/** What names me and I have not read, newest first, as it is now. */
export const useUnread = () => {
  const me = useMe()
  const { rows, phase, taken } = useTopic(seesCases(me) ? `mentions:${me.id}` : null)
  const unread = useMemo(() => rowsOf<Mention>(rows, 'mention').sort((a, b) => (a.at < b.at ? 1 : -1)), [rows])
  return { unread, phase, taken }
}

export const unreadWords = (count: number): string => (count >= MOST_UNREAD ? `${MOST_UNREAD - 1}+` : String(count))
