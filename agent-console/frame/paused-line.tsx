import { IconPlayerPause } from '@tabler/icons-react'
import { useState } from 'react'
import { rowsOf } from '../../server/platform/wire/live.ts'
import type { Sending } from '../../server/restore/wire.ts'
import { post } from '../desk/call.ts'
import { useTopic } from '../desk/use-topic.ts'
import { stamp } from '../words/time.ts'
import { may, useMe } from './me.ts'
import { perform } from './perform.ts'
import { useNow } from './use-now.ts'

const resume = () => void perform({ run: () => post('/restore/confirm'), done: 'Sending goes on. What waited goes out now.' })

/** What goes out cannot be called back: a second click says that it may. */
const Asked = ({ leave }: { leave(): void }) => (
  <>
    <span>
      <b>Resume sending?</b> All that waits goes out at once. What was written before the backup may have gone out already.
    </span>
    <button type="button" className="lk" onClick={resume}>
      Send it all
    </button>
    <button type="button" className="lk" onClick={leave}>
      Not yet
    </button>
  </>
)

const Line = () => {
  const { rows } = useTopic('restore:all')
  const [isAsked, setAsked] = useState(false)
  const now = useNow()
  const mayResume = may(useMe(), 'settings.manage')
  const [since] = rowsOf<Sending>(rows, 'restore').map(({ pausedSince }) => pausedSince)
  if (!since) return null
  return (
    <section className="ban warn paused" aria-label="Sending is paused">
      <IconPlayerPause size={16} stroke={1.75} aria-hidden />
      {isAsked ? (
        <Asked leave={() => setAsked(false)} />
      ) : (
        <>
          <span>
            <b>Sending is paused.</b> This desk was restored from a backup ({stamp(since, now)}). Answers and mails wait
            {mayResume ? '.' : ' until an admin resumes sending.'}
          </span>
          {mayResume ? (
            <button type="button" className="lk" onClick={() => setAsked(true)}>
              Resume sending
            </button>
          ) : null}
        </>
      )}
    </section>
  )
}

/** After a restore, above everything, until somebody lets the desk send again. */
export const PausedLine = () => (may(useMe(), 'audit.read') ? <Line /> : null)
