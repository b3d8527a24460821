import type { HoursView } from '../../server/calls/flows/wire.ts'
import { AreaHead } from '../frame/area-head.tsx'
import { useNow } from '../frame/use-now.ts'
import { Empty } from '../signs/empty.tsx'
import { Failure } from '../signs/failure.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { dateName, spoken } from '../words/time.ts'
import { settingsList } from './areas.ts'
import { Section } from './fields.tsx'
import { openWords, weekLines } from './hours-words.ts'
import { useHours } from './use-phone-settings.ts'

const FILE = 'hours.yaml'

const OneHours = ({ hours }: { hours: HoursView }) => {
  const now = useNow(60_000)
  const closed = hours.opensAt ? `Closed, opens ${spoken(hours.opensAt, now)}` : 'Closed for good'
  return (
    <Section title={hours.title} about={`By the clock in ${hours.zone.replaceAll('_', ' ')}. Menus ask for it as ${hours.name}.`}>
      <p className={hours.isOpen ? 'hours-now on' : 'hours-now'}>{hours.isOpen ? 'Open now' : closed}</p>
      <dl className="hours" aria-label={`The week of ${hours.title}`}>
        {weekLines(hours.week).map(({ days, open }) => (
          <div key={days}>
            <dt>{days}</dt>
            <dd>{open}</dd>
          </div>
        ))}
      </dl>
      {hours.holidays.length > 0 ? (
        <>
          <h3>Holidays to come</h3>
          <dl className="hours" aria-label={`The holidays of ${hours.title}`}>
            {hours.holidays.map(({ date, name, open }) => (
              <div key={date}>
                <dt>
                  {name}
                  <small className="mut">{dateName(date, now)}</small>
                </dt>
                <dd>{openWords(open)}</dd>
              </div>
            ))}
          </dl>
        </>
      ) : null}
    </Section>
  )
}

/** What stands in the installation's file, to be looked at: whoever runs the desk changes it there. */
export const HoursArea = () => {
  const { hours, isLoading, error, retry } = useHours()
  return (
    <>
      <AreaHead list={settingsList} title="Opening hours" />
      {isLoading ? <QuietBars what="The hours" rows={4} /> : null}
      {error ? <Failure what="The hours did not load" still="Menus go on as they are." error={error} retry={retry} /> : null}
      {hours?.faults.length ? (
        <div className="set-form" role="alert">
          <p>
            {FILE} has a fault, so there are no opening hours: {hours.faults.map(({ line, reason }) => `line ${line}: ${reason}`).join(' ')}
          </p>
        </div>
      ) : null}
      {hours?.items.length === 0 && hours.faults.length === 0 ? (
        <Empty title="No opening hours yet">They stand in {FILE}, beside the phone menus. Without them a menu is open at any time.</Empty>
      ) : null}
      {hours?.items.length ? (
        <div className="set-form">
          <p className="mut">
            They stand in {FILE}, beside the phone menus of this installation. A change there counts when the desk starts again.
          </p>
          {hours.items.map((one) => (
            <OneHours key={one.name} hours={one} />
          ))}
        </div>
      ) : null}
    </>
  )
}
