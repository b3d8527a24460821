import { IconShieldQuestion } from '@tabler/icons-react'
import type { MessageView } from '../../server/hub/wire.ts'
import { useMe } from '../frame/me.ts'
import { useNow } from '../frame/use-now.ts'
import { Avatar } from '../signs/avatar.tsx'
import { trustWords } from '../signs/trust-bars.tsx'
import { spoken, stamp } from '../words/time.ts'
import { DeliverySign } from './delivery-sign.tsx'
import { DeliveryTrouble } from './delivery-trouble.tsx'
import { MessageBody } from './message-body.tsx'
import { MessageTools, quoted } from './message-tools.tsx'
import type { RowContext } from './row-context.ts'
import { speakerOf, wayWords } from './speaker.ts'

const bare = (subject: string): string => subject.replace(/^(\s*(re|fwd?|aw|wg|sv)\s*:)+/i, '').trim()

/** One letter, and what its sender added within five minutes. */
export const Letter = ({ messages, context }: { messages: readonly MessageView[]; context: RowContext }) => {
  const me = useMe()
  const now = useNow()
  const { view, names, isNew } = context
  const [first] = messages
  if (!first) return null
  const speaker = speakerOf(first, view.customer.name, names, me.name)
  const hasNew = messages.some(isNew)
  const subject = bare(first.subject)
  const isUs = first.direction === 'out'
  return (
    <article
      className={`card${isUs ? ' us' : ''}${hasNew ? ' new' : ''}`}
      aria-label={`${isUs ? 'Answer' : 'Message'} from ${speaker.name} ${wayWords(first)}, ${spoken(first.receivedAt, now)}`}
    >
      <div className="h">
        <Avatar name={speaker.fullName} of={speaker.of} />
        <b>{speaker.name}</b>
        <span className="what">{wayWords(first)}</span>
        {!isUs && first.from.trust === 'claimed' ? (
          <span className="doubt" title={`${first.from.address}: ${trustWords.claimed.why}`}>
            <IconShieldQuestion size={14} stroke={1.75} aria-hidden />
            <span>Not verified</span>
          </span>
        ) : null}
        <span className="sp" />
        {hasNew ? <span className="newm">New</span> : null}
        {isUs ? <DeliverySign delivery={messages.at(-1)?.delivery ?? null} /> : null}
        <time dateTime={first.receivedAt}>{stamp(first.receivedAt, now)}</time>
      </div>
      {subject && subject !== bare(view.case.title) ? <p className="subject">{subject}</p> : null}
      {messages.map((message) => (
        <div key={message.id} className="msg">
          <MessageTools messages={[message]} name={quoted(message)} caseId={view.case.id} />
          <MessageBody message={message} />
          <DeliveryTrouble message={message} caseId={view.case.id} ways={view.ways} />
        </div>
      ))}
    </article>
  )
}
