import { IconTargetArrow } from '@tabler/icons-react'
import type { CaseRow } from '../../server/cases/wire.ts'
import type { Pop } from '../../server/screens/wire.ts'
import { useNow } from '../frame/use-now.ts'
import { ChannelTile } from '../signs/channel-tile.tsx'
import { PriorityBars } from '../signs/priority-bars.tsx'
import { StatusJack } from '../signs/status-jack.tsx'
import { statusWords } from '../words/case-words.ts'
import { withPhoneWords } from '../words/phone-words.ts'
import { stamp } from '../words/time.ts'

const stateOf = (row: CaseRow, now: number): string =>
  row.snoozedUntil ? `Snoozed to ${stamp(row.snoozedUntil, now)}` : row.isAwaitingReply ? 'Waits for our answer' : statusWords[row.status]

/** The case it is probably about, and what speaks for it. */
const LikelyCase = ({ row, why, now }: { row: CaseRow; why: string; now: number }) => (
  <div className="likely">
    <p className="lk-h">
      <IconTargetArrow size={14} stroke={1.75} aria-hidden />
      <span>Likely about this: {why}</span>
    </p>
    <div className="lk-b">
      <StatusJack status={row.status} />
      <div>
        <b>{withPhoneWords(row.title)}</b>
        <span>
          {row.priority === 'normal' ? null : <PriorityBars priority={row.priority} />}
          <span className="mut">
            Case {row.number}, {stateOf(row, now).toLowerCase()}
          </span>
        </span>
      </div>
    </div>
  </div>
)

/** What is open with this customer, and the last contacts whatever they ran over. */
export const PopHistory = ({ pop: { openCases, likely, contacts } }: { pop: Pop }) => {
  const now = useNow()
  const first = openCases.find((one) => one.id === likely?.caseId)
  return (
    <div className="pop-c">
      <section>
        <h2>Open cases</h2>
        {openCases.length === 0 ? <p className="mut">None</p> : null}
        {first && likely ? <LikelyCase row={first} why={likely.why.slice(0, 2).join('; ')} now={now} /> : null}
        <ul className="oc">
          {openCases
            .filter((one) => one !== first)
            .map((row) => (
              <li key={row.id}>
                <StatusJack status={row.status} />
                <span>{withPhoneWords(row.title)}</span>
                <small>{stateOf(row, now)}</small>
              </li>
            ))}
        </ul>
      </section>
      <section>
        <h2>Last contacts</h2>
        {contacts.length === 0 ? <p className="mut">First contact</p> : null}
        <ul className="lasts">
          {contacts.map((one) => (
            <li key={`${one.caseId} ${one.channel} ${one.at}`}>
              <ChannelTile kind={one.channel} size={20} />
              <span>{withPhoneWords(one.title)}</span>
              <time dateTime={one.at}>{stamp(one.at, now)}</time>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}
