import { Link, useLocation } from 'react-router'
import { Empty } from '../signs/empty.tsx'
import { mergedHere } from './use-survivor.ts'

/** Foreign and missing look the same; but whoever could read a case is told where it went. */
export const MissingCase = ({ back }: { back: string }) => {
  const merged = mergedHere(useLocation().state)
  return (
    <Empty
      title={merged === null ? 'There is no such case here' : `Case ${merged} was merged into one you may not open`}
      act={
        <Link to={back} className="btn">
          Back to the list
        </Link>
      }
    >
      {merged === null
        ? 'It may belong to a queue that is not open to you.'
        : 'The other case is in a queue that is not open to you. Whoever works there has what was written here.'}
    </Empty>
  )
}
