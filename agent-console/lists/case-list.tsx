import { IconUserPlus } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { useQueues } from '../cases/use-queues.ts'
import { adding } from '../customers/adding-store.ts'
import { ListPane } from '../frame/list-pane.tsx'
import { may, useMe } from '../frame/me.ts'
import { useStaff } from '../people/use-staff.ts'
import { Empty } from '../signs/empty.tsx'
import { Failure } from '../signs/failure.tsx'
import { IconButton } from '../signs/icon-button.tsx'
import { MoreButton } from '../signs/more-button.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { firstName } from '../words/names.ts'
import { CaseLine } from '../work/case-line.tsx'
import { useListKeys } from '../work/use-list-keys.ts'
import { type CaseFilter, toView } from './case-filter.ts'
import { CaseViews } from './case-views.tsx'
import { useCases } from './use-cases.ts'
import '../work/work.css'
import './lists.css'

export const CaseList = () => {
  const me = useMe()
  const { byId: staff } = useStaff()
  const { queues } = useQueues()
  const [words] = useSearchParams()
  const view = toView(words.get('view'))
  const queueId = words.get('queue') ?? undefined
  const filter = useMemo<CaseFilter>(() => ({ view, queueId }), [view, queueId])
  const { rows, isLoading, error, refetch, more, isLoadingMore } = useCases(filter, me.id)
  const search = words.size > 0 ? `?${words}` : ''
  useListKeys(
    rows.map(({ id }) => id),
    (id) => `/cases/${id}${search}`,
  )
  return (
    <ListPane label="Cases">
      <header className="work-h">
        <h1>Cases</h1>
        <span className="sp" />
        {may(me, 'customer.edit') ? (
          <IconButton label="Add a customer" onClick={() => adding.set(true)}>
            <IconUserPlus size={17} stroke={1.75} aria-hidden />
          </IconButton>
        ) : null}
        <CaseViews filter={filter} queues={queues} />
      </header>
      <div className="work-s">
        {isLoading ? <QuietBars what="The list" rows={4} /> : null}
        {error ? <Failure what="The list did not load" still="Cases are safe." error={error} retry={() => void refetch()} /> : null}
        {!isLoading && !error && rows.length === 0 ? <Empty title="No case here">Cases of this view appear by themselves.</Empty> : null}
        {rows.map((row) => (
          <CaseLine
            key={row.id}
            row={row}
            isByChange
            to={`/cases/${row.id}${search}`}
            extra={row.assigneeId ? (row.assigneeId === me.id ? 'You' : firstName(staff.get(row.assigneeId)?.name ?? '')) : ''}
          />
        ))}
        <MoreButton more={more} isLoadingMore={isLoadingMore} />
      </div>
    </ListPane>
  )
}
