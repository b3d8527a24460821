import { NavLink } from 'react-router'
import type { CaseRow } from '../../server/cases/wire.ts'
import { useStore } from '../desk/use-store.ts'
import { useNow } from '../frame/use-now.ts'
import { ChannelTile } from '../signs/channel-tile.tsx'
import { PriorityBars } from '../signs/priority-bars.tsx'
import { StatusJack } from '../signs/status-jack.tsx'
import { priorityWords, statusWords } from '../words/case-words.ts'
import { dispositionWords } from '../words/names.ts'
import { phoneWords, withPhoneWords } from '../words/phone-words.ts'
import { age, roughly, stamp } from '../words/time.ts'
import { isUnread, seen } from './seen.ts'

const waitWords = (ms: number): string => (ms < 60_000 ? 'Waits for an answer' : `Waits ${roughly(ms)} for an answer`)

/** The third line says what is not normal: normal is silent. */
const State = ({ row, now }: { row: CaseRow; now: number }) => {
  if (row.status === 'closed')
    return <span className="mut">Closed{row.disposition ? `: ${dispositionWords(row.disposition).toLowerCase()}` : ''}</span>
  if (row.isAwaitingReply && row.lastMessageAt) return <span>{waitWords(now - Date.parse(row.lastMessageAt))}</span>
  return <span className="mut">{row.status === 'waiting' ? 'Waiting for the customer' : statusWords[row.status]}</span>
}

interface CaseLineProps {
  row: CaseRow
  to: string
  extra?: string
  /** The list has what changed last first: that is the time it shows. Else it is the last message's, or the hour a snooze ends. */
  isByChange?: boolean
}

export const CaseLine = ({ row, to, extra, isByChange = false }: CaseLineProps) => {
  const now = useNow()
  const isNew = isUnread(row, useStore(seen))
  const isSnoozed = row.status === 'snoozed'
  const at = isByChange ? row.updatedAt : (row.lastMessageAt ?? row.openedAt)
  const when = isSnoozed && row.snoozedUntil && !isByChange ? stamp(row.snoozedUntil, now) : age(at, now)
  return (
    <NavLink
      to={to}
      data-case={row.id}
      className={({ isActive }) => `w${isActive ? ' on' : ''}${isNew ? ' unread' : ''}${isSnoozed ? ' dim' : ''}`}
    >
      <ChannelTile kind={row.channels.at(-1) ?? 'other'} />
      <span className="w-b">
        <span className="w-1">
          <b>{phoneWords(row.customerName)}</b>
          <time dateTime={at} title={isByChange ? 'Last change' : undefined}>
            {when}
          </time>
        </span>
        <span className="w-2">{withPhoneWords(row.title)}</span>
        <span className="w-3">
          {row.priority === 'normal' ? null : (
            <>
              <PriorityBars priority={row.priority} />
              <span className="sr">{priorityWords[row.priority]}</span>
            </>
          )}
          {isSnoozed ? null : <StatusJack status={row.status} />}
          {isSnoozed ? (
            <span className="mut">{isByChange && row.snoozedUntil ? `Snoozed to ${stamp(row.snoozedUntil, now)}` : 'Snoozed'}</span>
          ) : (
            <State row={row} now={now} />
          )}
          {extra ? <span className="mut extra">{extra}</span> : null}
          {isNew ? <span className="sr">Unread</span> : null}
        </span>
      </span>
    </NavLink>
  )
}
