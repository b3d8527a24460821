import { IconArrowMerge } from '@tabler/icons-react'
import { Link } from 'react-router'
import { counted } from '../words/case-words.ts'
import type { CaseActs } from './case-acts.ts'
import type { CaseView } from './case-view.ts'

/** Says where a merged case went, or what was taken in and how to take it apart. */
export const MergedLine = ({ view, acts }: { view: CaseView; acts: CaseActs }) => {
  const { case: current } = view
  if (current.mergedInto)
    return (
      <p className="merged">
        <IconArrowMerge size={14} stroke={1.75} aria-hidden />
        This case goes on in <Link to={`/cases/${current.mergedInto}`}>another one</Link>.
      </p>
    )
  if (current.absorbed.length === 0) return null
  return (
    <p className="merged">
      <IconArrowMerge size={14} stroke={1.75} aria-hidden />
      {counted(current.absorbed.length, 'case')} merged into this one.
      {current.absorbed.map((id, at) => (
        <button key={id} type="button" className="lk" onClick={() => void acts.unmerge(id)}>
          {current.absorbed.length > 1 ? `Take apart (${at + 1})` : 'Take apart'}
        </button>
      ))}
    </p>
  )
}
