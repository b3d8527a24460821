import { IconArrowMerge } from '@tabler/icons-react'
import { unmerge } from '../customers/customer-acts.ts'
import { may, useMe } from '../frame/me.ts'
import type { CaseActs } from './case-acts.ts'
import { type CaseView, knownCases } from './case-view.ts'

/** One case that was taken in: what taking it apart undoes is said before it is done. */
const Absorbed = ({ id, view, acts }: { id: string; view: CaseView; acts: CaseActs }) => {
  const me = useMe()
  const { case: current, customer } = view
  const number = knownCases(view).find((one) => one.id === id)?.number
  const name = number === undefined ? 'Another case' : `Case ${number}`
  const byCustomers = current.customerMerges.find(({ caseId }) => caseId === id)
  const merge = byCustomers && customer.merges.find(({ mergeId }) => mergeId === byCustomers.mergeId)
  return (
    <p className="merged">
      <IconArrowMerge size={14} stroke={1.75} aria-hidden />
      {merge ? `${name} was merged into this one, with the customer ${merge.name}.` : `${name} was merged into this one.`}
      {merge && may(me, 'customer.merge') ? (
        <button type="button" className="lk" onClick={() => void unmerge(customer.id, merge.mergeId, merge.name)}>
          Take case and customer apart
        </button>
      ) : null}
      <button type="button" className="lk" onClick={() => void acts.unmerge(id, merge !== undefined)}>
        {merge ? 'Take only the case apart' : 'Take it apart'}
      </button>
    </p>
  )
}

/** What was taken into this case, and how to take it apart. */
export const MergedLine = ({ view, acts }: { view: CaseView; acts: CaseActs }) =>
  view.case.absorbed.map((id) => <Absorbed key={id} id={id} view={view} acts={acts} />)
