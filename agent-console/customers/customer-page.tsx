import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import type { CaseRow } from '../../server/cases/wire.ts'
import type { Customer, Suggestion } from '../../server/customers/wire.ts'
import { CaseScreen } from '../cases/case-screen.tsx'
import { NoCase } from '../cases/no-case.tsx'
import { get, type Page as PageOf } from '../desk/call.ts'
import { isKind } from '../desk/desk-error.ts'
import { ListPane } from '../frame/list-pane.tsx'
import { Page } from '../frame/page.tsx'
import { Empty } from '../signs/empty.tsx'
import { Failure } from '../signs/failure.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { CaseLine } from '../work/case-line.tsx'
import { Section } from '../work/section.tsx'
import { CustomerHead } from './customer-head.tsx'
import { IdentityList } from './identity-list.tsx'
import { MergeList } from './merge-list.tsx'
import { SuggestionCard } from './suggestion-card.tsx'
import './customer.css'
import '../work/work.css'

const Cases = ({ customerId }: { customerId: string }) => {
  const { data } = useQuery({
    queryKey: ['cases', 'customer', customerId],
    queryFn: ({ signal }) => get<PageOf<CaseRow>>('/cases', { view: 'all', customerId }, signal),
  })
  const rows = data?.items ?? []
  return (
    <Section title="Cases" count={rows.length}>
      {rows.map((row) => (
        <CaseLine key={row.id} row={row} to={`/customers/${customerId}/${row.id}`} />
      ))}
    </Section>
  )
}

const CustomerList = ({ customerId }: { customerId: string }) => {
  const { data, error, refetch } = useQuery({
    queryKey: ['customer', customerId],
    queryFn: ({ signal }) => get<Customer>(`/customers/${customerId}`, undefined, signal),
  })
  const { data: suggestions } = useQuery({
    queryKey: ['customer', customerId, 'suggestions'],
    queryFn: ({ signal }) => get<PageOf<Suggestion>>(`/customers/${customerId}/suggestions`, undefined, signal),
  })
  const open = suggestions?.items.filter(({ state }) => state === 'open') ?? []
  return (
    <ListPane label="Customer">
      <div className="work-s">
        {data ? (
          <div className="cpanel in-list">
            <CustomerHead customer={data} />
            {open.map((suggestion) => (
              <SuggestionCard key={suggestion.id} suggestion={suggestion} customer={data} />
            ))}
            <IdentityList customer={data} />
            <MergeList customer={data} />
          </div>
        ) : isKind(error, 'not-found', 'forbidden') ? (
          <Empty
            title="There is no such customer here"
            act={
              <Link to="/cases" className="btn">
                Back to cases
              </Link>
            }
          >
            The address may be cut short. Ctrl K finds customers by name, company or address.
          </Empty>
        ) : error ? (
          <Failure
            what="The customer did not load"
            still="Cases still open from the other lists."
            error={error}
            retry={() => void refetch()}
          />
        ) : (
          <QuietBars what="The customer" />
        )}
        {data ? <Cases customerId={customerId} /> : null}
      </div>
    </ListPane>
  )
}

/** A customer with every case they ever had. */
export const CustomerPage = () => {
  const { customerId = '', caseId } = useParams()
  return (
    <Page at={caseId ? 'sheet' : 'list'} list={<CustomerList customerId={customerId} />}>
      {caseId ? <CaseScreen key={caseId} caseId={caseId} back={`/customers/${customerId}`} /> : <NoCase />}
    </Page>
  )
}
