import type { Names } from '../words/names.ts'
import type { CaseActs } from './case-acts.ts'
import type { CaseView } from './case-view.ts'
import { KindMenu } from './kind-menu.tsx'
import { PriorityMenu } from './priority-menu.tsx'
import { StatusMenu } from './status-menu.tsx'
import { TagsField } from './tags-field.tsx'

/** The second line of the header. On narrow screens it scrolls sideways. */
export const CaseProperties = ({ view, acts, names }: { view: CaseView; acts: CaseActs; names: Names }) => {
  const { case: current } = view
  return (
    <div className="ch-2">
      <StatusMenu current={current} acts={acts} />
      <PriorityMenu current={current} acts={acts} />
      <KindMenu current={current} acts={acts} />
      <span className="prop">{names.queue(current.queueId)}</span>
      <span className="prop">
        {current.assigneeId ? `With ${names.staff(current.assigneeId) === 'You' ? 'you' : names.staff(current.assigneeId)}` : 'With nobody'}
      </span>
      <TagsField current={current} acts={acts} />
    </div>
  )
}
