import { CallCard } from '../calls/call-card.tsx'
import type { Mark } from './cord.ts'
import { Cord } from './cord-svg.tsx'
import { EventLine } from './event-line.tsx'
import type { Lanes } from './lanes.ts'
import { Letter } from './letter.tsx'
import { NoteCard } from './note-card.tsx'
import type { RowContext } from './row-context.ts'
import type { TimelineRow as Row } from './rows.ts'
import { SessionCard } from './session-card.tsx'
import { WhyLine } from './why-line.tsx'

const marks: Record<Row['type'], Mark> = { letter: 'jack', lines: 'jack', call: 'jack', note: 'square', event: 'ring', why: 'ring' }

const Content = ({ row, context }: { row: Row; context: RowContext }) => {
  if (row.type === 'letter') return <Letter messages={row.messages} context={context} />
  if (row.type === 'lines') return <SessionCard messages={row.messages} context={context} />
  if (row.type === 'call') return <CallCard call={row.call} messages={row.messages} view={context.view} names={context.names} />
  if (row.type === 'note') return <NoteCard note={row.note} names={context.names} caseId={context.view.case.id} />
  if (row.type === 'event') return <EventLine event={row.event} names={context.names} />
  return <WhyLine decision={row.decision} names={context.names} />
}

interface TimelineRowProps {
  row: Row
  /** The lane above; undefined in the first row of the case. */
  from: string | undefined
  lanes: Lanes
  context: RowContext
  isLast: boolean
  /** The address names it. */
  isAimed: boolean
}

export const TimelineRow = ({ row, from, lanes, context, isLast, isAimed }: TimelineRowProps) => (
  <li className={`e ${row.type}${isAimed ? ' aimed' : ''}`} data-at={row.at} {...(isAimed && { tabIndex: -1 })}>
    <Cord from={from} to={row.channel} mark={marks[row.type]} lanes={lanes} isLast={isLast} />
    <div className="e-b">
      <Content row={row} context={context} />
    </div>
  </li>
)
