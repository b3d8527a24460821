import { IconAlertCircle, IconClock } from '@tabler/icons-react'
import { useMe } from '../frame/me.ts'
import { useNow } from '../frame/use-now.ts'
import { takeBack, tryAgain } from '../reply/outbox.ts'
import type { Pending } from '../reply/outbox-item.ts'
import { Avatar } from '../signs/avatar.tsx'
import { channelSign } from '../signs/channels.ts'
import { Said } from './said.tsx'

/** An answer on its way out: held for five seconds, or until the desk can be reached. */
export const PendingCard = ({ item }: { item: Pending }) => {
  const me = useMe()
  useNow(250)
  const left = Math.max(0, Math.ceil((item.sendAtMs - Date.now()) / 1000))
  const isHeld = item.state === 'holding' && left > 0
  return (
    <article
      className="card us pending"
      aria-label={`Your answer ${channelSign(item.channel).by}, ${item.state === 'failed' ? 'not sent' : 'sending'}`}
    >
      <div className="h">
        <Avatar name={me.name} of="colleague" />
        <b>You</b>
        <span className="what">{channelSign(item.channel).isLines ? channelSign(item.channel).by : `to ${item.to}`}</span>
        <span className="sp" />
        {item.state === 'failed' ? null : (
          <span className="dlv-s" role="status">
            <IconClock size={14} stroke={1.75} aria-hidden />
            Sending
          </span>
        )}
        {isHeld ? (
          <button type="button" className="lk" onClick={() => takeBack(item)}>
            Undo <span aria-hidden>({left})</span>
          </button>
        ) : null}
      </div>
      <Said text={item.body.text} />
      {item.state === 'failed' ? (
        <p className="dlv bad" role="alert">
          <IconAlertCircle size={14} stroke={1.75} aria-hidden />
          <span>Not sent: {item.why}</span>
          <button type="button" className="lk" onClick={() => takeBack(item)}>
            Edit
          </button>
          {item.isFileGone ? null : (
            <button type="button" className="lk" onClick={() => tryAgain(item)}>
              Try again
            </button>
          )}
        </p>
      ) : null}
    </article>
  )
}
