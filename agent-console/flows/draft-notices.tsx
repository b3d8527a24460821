import { IconAlertTriangle, IconPencil } from '@tabler/icons-react'
import type { FlowText } from '../../server/calls/flows/wire.ts'
import { useNow } from '../frame/use-now.ts'
import { useStaff } from '../people/use-staff.ts'
import { stamp } from '../words/time.ts'
import type { Draft } from './use-draft.ts'

interface DraftNoticesProps {
  words: FlowText
  draft: Draft
  compare(what: 'overtaken' | 'elsewhere'): void
}

/** What happened beside the text since somebody began to write. Nothing of it takes a word away. */
export const DraftNotices = ({ words: { running, others }, draft, compare }: DraftNoticesProps) => {
  const { byId } = useStaff()
  const now = useNow(60_000)
  const nameOf = (id: string): string => byId.get(id)?.name ?? 'Somebody'
  return (
    <>
      {draft.elsewhere ? (
        <div className="ban warn line" role="status">
          <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
          <span>
            <b>You saved this draft in another window at {stamp(draft.elsewhere.savedAt, now)}.</b> Nothing is lost: both are here.
          </span>
          <button type="button" className="lk" onClick={() => compare('elsewhere')}>
            Compare
          </button>
        </div>
      ) : null}
      {draft.isOvertaken && running.published ? (
        <div className="ban warn line" role="status">
          <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
          <span>
            <b>
              {nameOf(running.published.by)} published version {running.version} since you began
            </b>{' '}
            ({stamp(running.published.at, now)}). Your draft is as it was.
          </span>
          <button type="button" className="lk" onClick={() => compare('overtaken')}>
            Compare
          </button>
        </div>
      ) : null}
      {others.map(({ by, savedAt }) => (
        <div key={by} className="ban line">
          <IconPencil size={16} stroke={1.75} aria-hidden />
          <span>
            {nameOf(by)} has a draft of this menu too, saved {stamp(savedAt, now)}.
          </span>
        </div>
      ))}
    </>
  )
}
