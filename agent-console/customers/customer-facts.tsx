import type { Customer } from '../../server/customers/wire.ts'
import { useNow } from '../frame/use-now.ts'
import { languageName } from '../words/language-name.ts'
import { monthYear } from '../words/time.ts'
import { localTime } from './local-time.ts'

/** Only what is known: an empty fact takes no room. */
export const CustomerFacts = ({ customer }: { customer: Customer }) => {
  const now = useNow()
  const facts = [
    { name: 'Plan', value: customer.plan },
    { name: 'Since', value: monthYear(customer.since) },
    { name: 'Local time', value: localTime(customer.timezone, now) },
    { name: 'Language', value: languageName(customer.language) },
  ].filter(({ value }) => value !== '')
  return (
    <dl className="facts">
      {facts.slice(0, 3).map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
