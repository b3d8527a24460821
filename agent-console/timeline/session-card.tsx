import type { MessageView } from '../../server/hub/wire.ts'
import { useMe } from '../frame/me.ts'
import { useNow } from '../frame/use-now.ts'
import { Avatar } from '../signs/avatar.tsx'
import { channelSign } from '../signs/channels.ts'
import { firstName } from '../words/names.ts'
import { clockTime, lasting, spoken, stamp } from '../words/time.ts'
import { DeliverySign } from './delivery-sign.tsx'
import { DeliveryTrouble } from './delivery-trouble.tsx'
import { MessageBody } from './message-body.tsx'
import { MessageTools, quoted } from './message-tools.tsx'
import type { RowContext } from './row-context.ts'
import { speakerOf } from './speaker.ts'

/** A stretch of short lines as one card: who said what, in turn. */
export const SessionCard = ({ messages, context }: { messages: readonly MessageView[]; context: RowContext }) => {
  const me = useMe()
  const now = useNow()
  const { view, names, isNew } = context
  const [first] = messages
  const last = messages.at(-1)
  if (!first || !last) return null
  const { label } = channelSign(first.channel)
  const spans = Date.parse(last.receivedAt) - Date.parse(first.receivedAt)
  const hasNew = messages.some(isNew)
  const colleagues = [
    ...new Set(messages.filter(({ direction }) => direction === 'out').map((one) => speakerOf(one, '', names, me.name).name)),
  ]
  const with_ = colleagues.map((name) => (name === 'You' ? 'you' : name)).join(', ')
  return (
    <article
      className={`card sess${hasNew ? ' new' : ''}`}
      aria-label={`${label} with ${view.customer.name}, ${spoken(first.receivedAt, now)}`}
    >
      <div className="h">
        <Avatar name={first.from.name || view.customer.name} of="customer" />
        <b>{label}</b>
        <span className="what">{[with_ ? `with ${with_}` : '', spans >= 60_000 ? lasting(spans) : ''].filter(Boolean).join(', ')}</span>
        <span className="sp" />
        {hasNew ? <span className="newm">New</span> : null}
        <time dateTime={first.receivedAt}>{stamp(first.receivedAt, now)}</time>
      </div>
      {messages.map((message, at) => {
        const { name } = speakerOf(message, view.customer.name, names, me.name)
        const isUs = message.direction === 'out'
        const before = messages[at - 1]
        const isSame = before?.direction === message.direction && before.authorId === message.authorId
        return (
          <div key={message.id} className={isUs ? 'ln us' : 'ln'} title={clockTime(new Date(message.receivedAt))}>
            <b>{isSame ? <span className="sr">{firstName(name)}</span> : firstName(name)}</b>
            <div>
              <MessageTools messages={[message]} name={quoted(message)} caseId={view.case.id} />
              <MessageBody message={message} />
              <DeliveryTrouble message={message} caseId={view.case.id} ways={view.ways} />
            </div>
            {isUs ? <DeliverySign delivery={message.delivery} /> : <em aria-hidden />}
          </div>
        )
      })}
    </article>
  )
}
