import { IconArrowDown } from '@tabler/icons-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { CaseView } from '../cases/case-view.ts'
import { useStore } from '../desk/use-store.ts'
import { outbox } from '../reply/outbox.ts'
import { channelColour } from '../signs/channels.ts'
import type { Names } from '../words/names.ts'
import { Cord } from './cord-svg.tsx'
import { lanesOf } from './lanes.ts'
import { NewsRegion } from './news-region.tsx'
import { PendingCard } from './pending-card.tsx'
import { PickBar } from './pick-bar.tsx'
import { scrollToEnd, showAll, timelineId } from './scroll.ts'
import { TimelineHead } from './timeline-head.tsx'
import { TimelineRow } from './timeline-row.tsx'
import { TypingLine } from './typing-line.tsx'
import { useAim } from './use-aim.ts'
import { useDay } from './use-day.ts'
import { useEnd } from './use-end.ts'
import { useTimeline } from './use-timeline.ts'
import './rows.css'
import './timeline.css'
import './cord.css'
import './pick.css'

const PORTION = 80

export const Timeline = ({ view, names }: { view: CaseView; names: Names }) => {
  const area = useRef<HTMLDivElement>(null)
  const [portions, setPortions] = useState(1)
  const { rows, isNew } = useTimeline(view, names)
  const arrived = new Set(view.timeline.flatMap((item) => (item.type === 'message' ? [item.message.id] : [])))
  const pending = useStore(outbox).filter((one) => one.caseId === view.case.id && !arrived.has(one.messageId ?? ''))
  const aim = useAim()
  const aimedAt = aim.item === undefined ? -1 : rows.findIndex(({ key }) => key === aim.item)
  const isHidden = aimedAt < 0 && view.timeline.some(({ id }) => id === aim.item)
  useEffect(() => {
    if (isHidden) showAll()
  }, [isHidden])
  const last = Math.max(0, rows.length - PORTION * portions)
  const visible = rows.slice(aimedAt < 0 ? last : Math.min(last, aimedAt))
  const earlier = rows.length - visible.length
  const lanes = lanesOf([...view.case.channels, ...rows.map(({ channel }) => channel), ...view.ways.map(({ channel }) => channel)])
  const keys = useMemo(
    () => [
      ...rows.map((row) => (row.type === 'letter' || row.type === 'lines' ? `${row.key} ${row.messages.length}` : row.key)),
      ...pending.map(({ key }) => key),
    ],
    [rows, pending],
  )
  const unseen = useEnd(area, keys, aimedAt < 0 ? undefined : aim.visit)
  const day = useDay(area, visible.length)
  const before = rows[earlier - 1]
  const lastChannel = visible.at(-1)?.channel
  const endChannel = pending.at(-1)?.channel ?? lastChannel

  return (
    <div className="tlw">
      <div className="lane-lines" aria-hidden>
        {lanes.channels.map((kind) => (
          <i key={kind} style={{ insetInlineStart: lanes.x(kind) - 0.5 }} />
        ))}
      </div>
      <TimelineHead lanes={lanes} day={day} earlier={earlier} showEarlier={() => setPortions(portions + 1)} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: an area that scrolls must be reachable by keyboard */}
      <section className="tls" id={timelineId} ref={area} tabIndex={0} aria-label="Entries of the case">
        <ol className="tl">
          {visible.map((row, at) => (
            <TimelineRow
              key={row.key}
              row={row}
              from={(visible[at - 1] ?? before)?.channel}
              lanes={lanes}
              context={{ view, names, isNew }}
              isLast={at === visible.length - 1 && pending.length === 0}
              isAimed={row.key === aim.item}
            />
          ))}
          {pending.map((item, at) => (
            <li className="e letter" key={item.key}>
              <Cord
                from={pending[at - 1]?.channel ?? lastChannel}
                to={item.channel}
                mark="jack"
                lanes={lanes}
                isLast={at === pending.length - 1}
              />
              <div className="e-b">
                <PendingCard item={item} />
              </div>
            </li>
          ))}
        </ol>
      </section>
      <TypingLine typing={view.typing} name={view.customer.name}>
        {endChannel ? (
          <i className="typing-cord" style={{ insetInlineStart: 8 + lanes.x(endChannel) - 1, background: channelColour(endChannel) }} />
        ) : null}
      </TypingLine>
      {unseen > 0 ? (
        <button type="button" className="pill" onClick={scrollToEnd}>
          <IconArrowDown size={14} stroke={1.75} aria-hidden />
          {unseen} new
        </button>
      ) : null}
      <PickBar view={view} />
      <NewsRegion view={view} names={names} />
    </div>
  )
}
