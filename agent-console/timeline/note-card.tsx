import { IconLock } from '@tabler/icons-react'
import { Fragment } from 'react'
import type { TimelineItem } from '../../server/screens/wire.ts'
import { useNow } from '../frame/use-now.ts'
import { useStaff } from '../people/use-staff.ts'
import type { Names } from '../words/names.ts'
import { whoOf } from '../words/sentence.ts'
import { spoken, stamp } from '../words/time.ts'
import { withMentions } from '../words/with-mentions.ts'
import { LinkedText } from './linked-text.tsx'

interface NoteCardProps {
  note: Extract<TimelineItem, { type: 'note' }>
  names: Names
  caseId: string
}

/** Dashed: stays inside. */
export const NoteCard = ({ note, names, caseId }: NoteCardProps) => {
  const now = useNow()
  const { byId } = useStaff()
  const called = note.mentions.flatMap((id) => byId.get(id)?.name ?? [])
  const author = whoOf(note.by, names)
  return (
    <article className="note" aria-label={`Note by ${author}, ${spoken(note.at, now)}`}>
      <IconLock size={13} stroke={1.75} aria-hidden />
      <div className="note-t" dir="auto">
        <b>{author}</b>{' '}
        {withMentions(note.text, called).map((part, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one unchanging text
          <Fragment key={at}>
            {part.isMention ? <span className="at">{part.text}</span> : <LinkedText text={part.text} caseId={caseId} />}
          </Fragment>
        ))}
      </div>
      <time dateTime={note.at}>{stamp(note.at, now)}</time>
    </article>
  )
}
