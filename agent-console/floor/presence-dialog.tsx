import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Member, PresenceView } from '../../server/staff/wire.ts'
import { get, type Page } from '../desk/call.ts'
import { useNow } from '../frame/use-now.ts'
import { useStaff } from '../people/use-staff.ts'
import { Failure } from '../signs/failure.tsx'
import { PresenceDot } from '../signs/presence-dot.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { presenceWords } from '../words/case-words.ts'
import { clockTime, lasting } from '../words/time.ts'
import { startOfToday } from './start-of-today.ts'

const whyWords = (span: PresenceView, member: Member, nameOf: (id: string) => string): string => {
  if (span.why === 'own') return `${member.name.split(' ')[0]} said so`
  if (span.why === 'forced') return `Set by ${nameOf(span.by)}`
  if (span.why === 'missed-offer') return 'Did not take an offer in time'
  if (span.why === 'break') return 'A break after a call, as they had asked'
  return span.why === 'screens-open' ? 'Opened the console' : 'No console was open any more'
}

/** Today in the reader's own time zone, newest first. */
export const PresenceDialog = ({ member, close }: { member: Member; close(): void }) => {
  const now = useNow(1000)
  const { byId } = useStaff()
  const since = startOfToday(now)
  const { data, isLoading, error, refetch } = useQuery({
    queryKey: ['presence', member.id, since, member.presence],
    queryFn: ({ signal }) => get<Page<PresenceView>>(`/staff/${member.id}/presence`, { since }, signal),
    placeholderData: (before) => before,
  })
  const spans = [...(data?.items ?? [])].reverse()
  const lastedMs = ({ from, to }: PresenceView): number => (to ? Date.parse(to) : now) - Date.parse(from)
  const availableMs = spans.filter((one) => one.presence === 'available').reduce((sum, one) => sum + lastedMs(one), 0)
  return (
    <Modal opened onClose={close} title={`Presence of ${member.name} today`} size={480}>
      {isLoading ? <QuietBars what="The log" rows={3} /> : null}
      {error && !data ? (
        <Failure what="The log did not load" still="It is written all the same." error={error} retry={() => void refetch()} />
      ) : null}
      {data ? <p className="mut">Available for {lasting(availableMs)} so far. Times are those of your own zone.</p> : null}
      <ol className="pres">
        {spans.map((span) => (
          <li key={`${span.from} ${span.presence}`}>
            <span className="tm">{clockTime(new Date(span.from))}</span>
            <PresenceDot presence={span.presence} />
            <span>
              {presenceWords[span.presence]} <span className="mut">{lasting(lastedMs(span))}</span>
              <small>{whyWords(span, member, (id) => byId.get(id)?.name ?? 'the desk')}</small>
            </span>
          </li>
        ))}
      </ol>
      {data && spans.length === 0 ? <p className="mut">Not here yet today.</p> : null}
    </Modal>
  )
}
