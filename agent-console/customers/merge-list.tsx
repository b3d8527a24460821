import { IconArrowMerge } from '@tabler/icons-react'
import type { Customer } from '../../server/customers/wire.ts'
import { may, useMe } from '../frame/me.ts'
import { useNow } from '../frame/use-now.ts'
import { stamp } from '../words/time.ts'
import { unmerge } from './customer-acts.ts'

/** What was merged into this customer; each can be taken apart again, whenever. */
export const MergeList = ({ customer }: { customer: Customer }) => {
  const me = useMe()
  const now = useNow()
  if (customer.merges.length === 0) return null
  return (
    <section>
      <h3>Merged into this customer</h3>
      {may(me, 'customer.merge') ? <p className="merges-n">Taken apart, their cases part too where they were merged with them.</p> : null}
      <ul className="merges">
        {customer.merges.map(({ mergeId, name, at }) => (
          <li key={mergeId}>
            <IconArrowMerge size={15} stroke={1.75} aria-hidden />
            <span dir="auto">{name}</span>
            <time dateTime={at}>{stamp(at, now)}</time>
            {may(me, 'customer.merge') ? (
              <button
                type="button"
                className="lk"
                aria-label={`Take apart: ${name}`}
                onClick={() => void unmerge(customer.id, mergeId, name)}
              >
                Take apart
              </button>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  )
}
