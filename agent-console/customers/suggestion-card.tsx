import { IconUserQuestion } from '@tabler/icons-react'
import { useId, useState } from 'react'
import type { Customer, Suggestion } from '../../server/customers/wire.ts'
import { may, useMe } from '../frame/me.ts'
import { dismissSuggestion, mergeCustomer } from './customer-acts.ts'

/** A suggestion, never a merge by itself: reasons as facts, and one click either way. */
export const SuggestionCard = ({ suggestion, customer }: { suggestion: Suggestion; customer: Customer }) => {
  const me = useMe()
  const id = useId()
  const [withCases, setWithCases] = useState(true)
  const [isBusy, setIsBusy] = useState(false)
  const run = async (act: () => Promise<unknown>) => {
    setIsBusy(true)
    await act()
    setIsBusy(false)
  }
  const other = { id: suggestion.otherId, name: suggestion.otherName }
  return (
    <section className="same" aria-labelledby={id}>
      <h3 id={id}>
        <IconUserQuestion size={15} stroke={1.75} aria-hidden />
        Probably the same person
      </h3>
      <p>
        <b dir="auto">{suggestion.otherName}</b>
        <span className="addresses">{suggestion.otherAddresses.join(', ')}</span>
      </p>
      <ul>
        {suggestion.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      {may(me, 'customer.merge') ? (
        <>
          <label className="tick">
            <input type="checkbox" checked={withCases} onChange={(event) => setWithCases(event.currentTarget.checked)} />
            Merge their open cases too
          </label>
          <div className="acts">
            <button
              type="button"
              className="btn pri sm"
              disabled={isBusy}
              onClick={() => void run(() => mergeCustomer(customer, other, withCases))}
            >
              Merge
            </button>
            <button type="button" className="btn sm" disabled={isBusy} onClick={() => void run(() => dismissSuggestion(suggestion))}>
              Not the same
            </button>
          </div>
        </>
      ) : null}
    </section>
  )
}
