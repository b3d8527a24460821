import { Link } from 'react-router'
import { Empty } from '../signs/empty.tsx'

/** Foreign and missing look the same. */
export const MissingCase = ({ back }: { back: string }) => (
  <Empty
    title="There is no such case here"
    act={
      <Link to={back} className="btn">
        Back to the list
      </Link>
    }
  >
    It may belong to a queue that is not open to you.
  </Empty>
)
