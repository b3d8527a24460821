import { IconCloudCheck, IconCloudOff } from '@tabler/icons-react'
import { connection } from '../desk/connection.ts'
import { reconnect, topics } from '../desk/live.ts'
import { useStore } from '../desk/use-store.ts'
import { counted } from '../words/case-words.ts'
import { clockTime } from '../words/time.ts'
import { useAfter } from './use-after.ts'

const Back = () => {
  const changes = useStore(topics.caughtUp)
  const isOver = useAfter(6000)
  if (isOver) return null
  return (
    <div className="ban line" role="status">
      <IconCloudCheck size={16} stroke={1.75} aria-hidden />
      <span>
        <b>Back.</b> {changes > 0 ? `${counted(changes, 'change')} caught up.` : 'Nothing was missed.'}
      </span>
    </div>
  )
}

/** Amber after two seconds without a line; one line of good news when it returns. */
export const ConnectionLine = () => {
  const { isUp, lostAt, backAt } = useStore(connection)
  const isLong = useAfter(2000, !isUp && lostAt !== null)
  if (isUp) return backAt !== null && Date.now() - backAt < 6000 ? <Back key={backAt} /> : null
  if (!isLong || lostAt === null) return null
  return (
    <div className="ban warn line" role="status">
      <IconCloudOff size={16} stroke={1.75} aria-hidden />
      <span>
        <b>No connection since {clockTime(new Date(lostAt))}.</b> Drafts are kept here, nothing is sent twice.
      </span>
      <button type="button" className="lk" onClick={reconnect}>
        Reconnect
      </button>
    </div>
  )
}
