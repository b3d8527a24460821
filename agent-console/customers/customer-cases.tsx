import { useState } from 'react'
import { Link } from 'react-router'
import type { CaseRow } from '../../server/cases/wire.ts'
import { useNow } from '../frame/use-now.ts'
import { StatusJack } from '../signs/status-jack.tsx'
import { amount } from '../words/amount.ts'
import { statusWords } from '../words/case-words.ts'
import { dispositionWords } from '../words/names.ts'
import { withPhoneWords } from '../words/phone-words.ts'
import { stamp } from '../words/time.ts'

const FIRST = 5

const stateWords = (row: CaseRow, now: number): string => {
  if (row.status === 'closed')
    return `${row.disposition ? dispositionWords(row.disposition) : 'Closed'}, ${stamp(row.closedAt ?? row.updatedAt, now)}`
  if (row.snoozedUntil) return `Snoozed to ${stamp(row.snoozedUntil, now)}`
  return statusWords[row.status]
}

const List = ({ rows, current }: { rows: readonly CaseRow[]; current: CaseRow }) => {
  const now = useNow()
  return (
    <ul className="oc">
      {rows.map((row) => (
        <li key={row.id} className={row.id === current.id ? 'this' : ''}>
          <StatusJack status={row.status} />
          {row.id === current.id ? (
            <span>{withPhoneWords(row.title)}</span>
          ) : (
            <Link to={`/cases/${row.id}`} title={`${row.number} ${withPhoneWords(row.title)}`}>
              {withPhoneWords(row.title)}
            </Link>
          )}
          <small>{row.id === current.id ? 'This case' : stateWords(row, now)}</small>
        </li>
      ))}
    </ul>
  )
}

/** The customer's other cases: open ones first, what is over below. */
export const CustomerCases = ({ current, history }: { current: CaseRow; history: readonly CaseRow[] }) => {
  const [isWhole, setIsWhole] = useState(false)
  const own = history.filter(({ mergedInto }) => mergedInto === null)
  const open = [...(current.status === 'closed' ? [] : [current]), ...own.filter(({ status }) => status !== 'closed')]
  const closed = own.filter(({ status }) => status === 'closed')
  return (
    <>
      {open.length > 0 ? (
        <section>
          <h3>
            Open cases
            <span className="sp" />
            <span className="mut">{amount(open.length)}</span>
          </h3>
          <List rows={open} current={current} />
        </section>
      ) : null}
      {closed.length > 0 ? (
        <section>
          <h3>
            Closed cases
            <span className="sp" />
            <span className="mut">{amount(closed.length)}</span>
          </h3>
          <List rows={isWhole ? closed : closed.slice(0, FIRST)} current={current} />
          {closed.length > FIRST && !isWhole ? (
            <button type="button" className="lk" onClick={() => setIsWhole(true)}>
              Show all
            </button>
          ) : null}
        </section>
      ) : null}
    </>
  )
}
