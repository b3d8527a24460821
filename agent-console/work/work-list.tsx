import { ListPane } from '../frame/list-pane.tsx'
import { useMeNow } from '../frame/me.ts'
import { PresenceMenu } from '../frame/presence-menu.tsx'
import { Empty } from '../signs/empty.tsx'
import { Failure } from '../signs/failure.tsx'
import { Keys } from '../signs/keys.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { nextOffer } from './arrange-work.ts'
import { CaseLine } from './case-line.tsx'
import { MissedLine } from './missed-line.tsx'
import { OfferCard } from './offer-card.tsx'
import { Section } from './section.tsx'
import { useListKeys } from './use-list-keys.ts'
import { useMyWork } from './use-my-work.ts'
import './work.css'

const Nothing = () => {
  const me = useMeNow()
  if (Object.values(me.capacity).every((places) => places === 0))
    return (
      <Empty title="Nothing waits for you">
        Work is offered to people who have room for some, and you have none. Cases you are given or take yourself stand here.
      </Empty>
    )
  return me.presence === 'available' ? (
    <Empty title="Nothing waits for you">You are available. The next offer rings here.</Empty>
  ) : (
    <Empty title="Nothing waits for you">You are offered work once you are available: see your presence above.</Empty>
  )
}

export const WorkList = () => {
  const { offers, active, snoozed, isLoading, error, refetch } = useMyWork()
  const ids = [...active, ...snoozed].map(({ id }) => id)
  useListKeys(ids, (id) => `/work/${id}`)
  const isEmpty = offers.length + active.length + snoozed.length === 0
  return (
    <ListPane label="My work">
      <header className="work-h">
        <h1>My work</h1>
        <PresenceMenu />
      </header>
      <div className="work-s">
        <MissedLine />
        {isLoading ? <QuietBars what="Your work" /> : null}
        {error && isEmpty ? (
          <Failure what="Your work did not load" still="Cases are safe, and search still opens them." error={error} retry={refetch} />
        ) : null}
        {!isLoading && !error && isEmpty ? <Nothing /> : null}
        {offers.length > 0 ? (
          <Section title="Offered to you" count={offers.length}>
            {offers.map((offer) => (
              <OfferCard key={offer.work.id} offer={offer} isNext={offer === nextOffer(offers)} />
            ))}
          </Section>
        ) : null}
        {active.length > 0 ? (
          <Section title="Active" count={active.length}>
            <div className="rows">
              {active.map((row) => (
                <CaseLine key={row.id} row={row} to={`/work/${row.id}`} />
              ))}
            </div>
          </Section>
        ) : null}
        {snoozed.length > 0 ? (
          <Section title="Snoozed" count={snoozed.length}>
            <div className="rows">
              {snoozed.map((row) => (
                <CaseLine key={row.id} row={row} to={`/work/${row.id}`} />
              ))}
            </div>
          </Section>
        ) : null}
      </div>
      <footer className="work-f">
        <span>
          <Keys keys={['J', 'K']} /> move
        </span>
        <span>
          <Keys keys={['R']} /> reply
        </span>
        <span>
          <Keys keys={['Ctrl', 'K']} /> all acts
        </span>
      </footer>
    </ListPane>
  )
}
