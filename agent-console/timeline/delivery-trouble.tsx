import { IconAlertCircle } from '@tabler/icons-react'
import type { MessageView, ReplyWay } from '../../server/hub/wire.ts'
import { post } from '../desk/call.ts'
import { perform } from '../frame/perform.ts'
import { putBack } from '../reply/drafts.ts'
import { troubleWords } from './trouble-words.ts'

/** What waits longer than a moment: a quiet line with the reason. What failed: a red line with the reason and the next steps. What may have failed is for the agent to decide. */
export const DeliveryTrouble = ({ message, caseId, ways }: { message: MessageView; caseId: string; ways: readonly ReplyWay[] }) => {
  const { delivery } = message
  if (delivery?.state === 'pending' && delivery.reason)
    return (
      <p className="dlv">
        <span>{troubleWords(delivery)}</span>
      </p>
    )
  if (!delivery || !['failed', 'bounced', 'unknown'].includes(delivery.state)) return null
  const isUnknown = delivery.state === 'unknown'
  const resolve = (action: 'resend' | 'mark-sent') => void perform({ run: () => post(`/messages/${message.id}/resolve`, { action }) })
  const write = (way: string | null) => {
    putBack(caseId, { way, reply: message.text })
    document.querySelector<HTMLElement>('#reply textarea')?.focus()
  }
  const here = ways.filter(({ interactionId }) => interactionId === message.interactionId)
  const same = here.find(({ to }) => message.to.some(({ address }) => address === to)) ?? here[0]
  const other = ways.find(({ channel, sendable }) => channel !== message.channel && sendable === 'free')
  return (
    <p className="dlv bad" role="alert">
      <IconAlertCircle size={14} stroke={1.75} aria-hidden />
      <span>{troubleWords(delivery)}</span>
      {isUnknown ? (
        <>
          <button type="button" className="lk" onClick={() => resolve('resend')}>
            Send again
          </button>
          <button type="button" className="lk" onClick={() => resolve('mark-sent')}>
            Take it as sent
          </button>
        </>
      ) : (
        <>
          {other ? (
            <button type="button" className="lk" onClick={() => write(other.id)}>
              Send by {other.label}
            </button>
          ) : null}
          <button type="button" className="lk" onClick={() => write(same?.id ?? null)}>
            Try again
          </button>
        </>
      )}
    </p>
  )
}
