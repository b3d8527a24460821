import { useMemo } from 'react'
import { Link, Navigate, useParams } from 'react-router'
import { CaseScreen } from '../cases/case-screen.tsx'
import { NoCase } from '../cases/no-case.tsx'
import { isKind } from '../desk/desk-error.ts'
import { ListPane } from '../frame/list-pane.tsx'
import { useMe } from '../frame/me.ts'
import { Page } from '../frame/page.tsx'
import type { CaseFilter } from '../lists/case-filter.ts'
import { useCases } from '../lists/use-cases.ts'
import { Empty } from '../signs/empty.tsx'
import { Failure } from '../signs/failure.tsx'
import { MoreButton } from '../signs/more-button.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { CaseLine } from '../work/case-line.tsx'
import { Section } from '../work/section.tsx'
import { CustomerHead } from './customer-head.tsx'
import { IdentityList } from './identity-list.tsx'
import { MergeList } from './merge-list.tsx'
import { SuggestionCard } from './suggestion-card.tsx'
import { useCustomer } from './use-customer.ts'
import './customer.css'
import '../lists/lists.css'
import '../work/work.css'

const Cases = ({ customerId }: { customerId: string }) => {
  const filter = useMemo((): CaseFilter => ({ view: 'all', customerId }), [customerId])
  const { rows, more, isLoadingMore } = useCases(filter, useMe().id)
  return (
    <Section title="Cases" count={rows.length} hasMore={more !== null}>
      {rows.map((row) => (
        <CaseLine key={row.id} row={row} isByChange to={`/customers/${customerId}/${row.id}`} />
      ))}
      <MoreButton more={more} isLoadingMore={isLoadingMore} />
    </Section>
  )
}

const CustomerList = ({ customerId, caseId }: { customerId: string; caseId: string | undefined }) => {
  const { customer: data, suggestions: open, error, refetch } = useCustomer(customerId)
  // Whoever was merged into another is found there, with all their cases.
  if (data?.mergedInto) return <Navigate to={`/customers/${data.mergedInto}${caseId ? `/${caseId}` : ''}`} replace />
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
          <Failure what="The customer did not load" still="Cases still open from the other lists." error={error} retry={refetch} />
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
    <Page at={caseId ? 'sheet' : 'list'} list={<CustomerList customerId={customerId} caseId={caseId} />}>
      {caseId ? <CaseScreen key={caseId} caseId={caseId} back={`/customers/${customerId}`} /> : <NoCase />}
    </Page>
  )
}
