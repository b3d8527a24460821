import type { OfferView } from '../../server/screens/wire.ts'
import { useNow } from '../frame/use-now.ts'
import { ChannelTile } from '../signs/channel-tile.tsx'
import { StatusJack } from '../signs/status-jack.tsx'
import { statusWords } from '../words/case-words.ts'
import { stamp } from '../words/time.ts'

const MOST = 4

/** What is open with this customer, and what was the last. */
export const OfferHistory = ({ offer: { openCases, lastCases } }: { offer: OfferView }) => {
  const now = useNow()
  return (
    <div className="pop-c">
      <section>
        <h2>Other open cases</h2>
        {openCases.length === 0 ? <p className="mut">None</p> : null}
        <ul className="oc">
          {openCases.slice(0, MOST).map((row) => (
            <li key={row.id}>
              <StatusJack status={row.status} />
              <span>{row.title}</span>
              <small>{row.snoozedUntil ? `Snoozed to ${stamp(row.snoozedUntil, now)}` : statusWords[row.status]}</small>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h2>Last cases</h2>
        {lastCases.length === 0 ? <p className="mut">First contact</p> : null}
        <ul className="lasts">
          {lastCases.slice(0, MOST).map((row) => (
            <li key={row.id}>
              <ChannelTile kind={row.channels.at(-1) ?? 'other'} size={20} />
              <span>{row.title}</span>
              <time dateTime={row.closedAt ?? row.updatedAt}>{stamp(row.closedAt ?? row.updatedAt, now)}</time>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}
