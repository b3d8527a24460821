import {
  IconArrowGuide,
  IconArrowMerge,
  IconArrowsExchange,
  IconArrowsSplit2,
  IconCheck,
  IconClockPause,
  IconEraser,
  IconFlag,
  IconFolderPlus,
  IconLock,
  IconMailQuestion,
  IconPencil,
  IconRotate,
  IconTag,
  IconTransitionRight,
  IconUserCheck,
  type TablerIcon,
} from '@tabler/icons-react'
import { Fragment } from 'react'
import { Link } from 'react-router'
import { useNow } from '../frame/use-now.ts'
import type { Names } from '../words/names.ts'
import { type EventItem, type Sentence, sentence } from '../words/sentence.ts'
import { stamp } from '../words/time.ts'
import { LinkedText } from './linked-text.tsx'
import { takeBack } from './move-messages.ts'

const glyphs: Record<Sentence['glyph'], TablerIcon> = {
  route: IconArrowGuide,
  open: IconFolderPlus,
  person: IconUserCheck,
  queue: IconArrowsExchange,
  status: IconTransitionRight,
  priority: IconFlag,
  tag: IconTag,
  clock: IconClockPause,
  close: IconCheck,
  reopen: IconRotate,
  merge: IconArrowMerge,
  split: IconArrowsSplit2,
  held: IconMailQuestion,
  pencil: IconPencil,
  erased: IconEraser,
}

export const EventLine = ({ event, names }: { event: EventItem; names: Names }) => {
  const now = useNow()
  const told = sentence(event, names, now)
  if (!told) return null
  // What was moved is told where it stood, with the time at which it was moved.
  const doneAt = String(event.facts.movedAt ?? event.at)
  const Icon = glyphs[told.glyph]
  const line = (
    <div className="sys">
      <Icon size={14} stroke={1.75} aria-hidden />
      <span>
        {told.pieces.map((piece, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one sentence
          <Fragment key={at}>
            {typeof piece === 'string' ? piece : piece.to ? <Link to={piece.to}>{piece.b}</Link> : <b>{piece.b}</b>}
          </Fragment>
        ))}
      </span>
      {event.what === 'case.moved-out' && event.facts.splitId ? (
        <button type="button" className="lk" onClick={() => void takeBack(event.caseId, String(event.facts.splitId))}>
          Take back
        </button>
      ) : null}
      <time dateTime={doneAt}>{stamp(doneAt, now)}</time>
    </div>
  )
  if (!event.note) return line
  return (
    <>
      {line}
      <div className="note">
        <IconLock size={13} stroke={1.75} aria-hidden />
        <div className="note-t" dir="auto">
          <LinkedText text={event.note} caseId={event.caseId} />
        </div>
      </div>
    </>
  )
}
