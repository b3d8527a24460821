import {
  IconArrowGuide,
  IconArrowMerge,
  IconArrowsExchange,
  IconCheck,
  IconClockPause,
  IconEraser,
  IconFlag,
  IconFolderPlus,
  IconMailQuestion,
  IconPencil,
  IconRotate,
  IconTag,
  IconTransitionRight,
  IconUserCheck,
  type TablerIcon,
} from '@tabler/icons-react'
import { Fragment } from 'react'
import { useNow } from '../frame/use-now.ts'
import type { Names } from '../words/names.ts'
import { type EventItem, type Sentence, sentence } from '../words/sentence.ts'
import { stamp } from '../words/time.ts'

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
  held: IconMailQuestion,
  pencil: IconPencil,
  erased: IconEraser,
}

export const EventLine = ({ event, names }: { event: EventItem; names: Names }) => {
  const now = useNow()
  const told = sentence(event, names, now)
  if (!told) return null
  const Icon = glyphs[told.glyph]
  return (
    <div className="sys">
      <Icon size={14} stroke={1.75} aria-hidden />
      <span>
        {told.pieces.map((piece, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one sentence
          <Fragment key={at}>{typeof piece === 'string' ? piece : <b>{piece.b}</b>}</Fragment>
        ))}
      </span>
      <time dateTime={event.at}>{stamp(event.at, now)}</time>
    </div>
  )
}
