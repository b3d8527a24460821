import { IconMailQuestion } from '@tabler/icons-react'
import { type CSSProperties, Fragment } from 'react'
import { Link } from 'react-router'
import type { Mention } from '../../server/notices/wire.ts'
import { useNow } from '../frame/use-now.ts'
import { useStaff } from '../people/use-staff.ts'
import { Avatar } from '../signs/avatar.tsx'
import type { Names } from '../words/names.ts'
import { withPhoneWords } from '../words/phone-words.ts'
import { whoOf } from '../words/sentence.ts'
import { spoken, stamp } from '../words/time.ts'
import { withMentions } from '../words/with-mentions.ts'
import { addressOf } from './mention-acts.ts'

export const MentionRow = ({ mention, names, isOpen }: { mention: Mention; names: Names; isOpen: boolean }) => {
  const now = useNow()
  const { byId } = useStaff()
  const isHeld = mention.kind === 'held'
  const author = isHeld ? 'Held back' : whoOf(mention.by, names)
  const called = mention.mentions.flatMap((id) => byId.get(id)?.name ?? [])
  return (
    <Link
      to={addressOf(mention)}
      data-case={mention.id}
      className={`w${isOpen ? ' on' : ''}${mention.isRead ? '' : ' unread'}`}
      aria-current={isOpen ? 'page' : undefined}
    >
      {isHeld ? (
        <span className="av agent" style={{ '--z': '22px' } as CSSProperties} aria-hidden>
          <IconMailQuestion size={14} stroke={1.75} />
        </span>
      ) : (
        <Avatar name={author} of="colleague" />
      )}
      <span className="w-b">
        <span className="w-1">
          <b>{author}</b>
          <time dateTime={mention.at} title={spoken(mention.at, now)}>
            {stamp(mention.at, now)}
          </time>
        </span>
        <span className="w-3">
          {mention.isRead ? null : (
            <>
              <i className="unread-dot" aria-hidden />
              <span className="sr">Unread. </span>
            </>
          )}
          <span className="mention-of">
            Case {mention.caseNumber}, {withPhoneWords(mention.caseTitle)}
          </span>
        </span>
        <span className="mention-text" dir="auto">
          {isHeld ? 'A message to this case waits for a decision: its sender has no part in it.' : null}
          {withMentions(mention.text, called).map((part, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one unchanging text
            <Fragment key={at}>{part.isMention ? <span className="at">{part.text}</span> : part.text}</Fragment>
          ))}
        </span>
      </span>
    </Link>
  )
}
