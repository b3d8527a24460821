import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import type { HoursView } from '../../server/calls/flows/wire.ts'
import { AreaHead } from '../frame/area-head.tsx'
import { may, useMe } from '../frame/me.ts'
import { useNow } from '../frame/use-now.ts'
import { useStaff } from '../people/use-staff.ts'
import { Empty } from '../signs/empty.tsx'
import { Failure } from '../signs/failure.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { dateName, spoken, stamp } from '../words/time.ts'
import { settingsList } from './areas.ts'
import { Section } from './fields.tsx'
import { HoursForm } from './hours-form.tsx'
import { FILE, openWords, weekLines } from './hours-words.ts'
import { NewHoursDialog } from './new-hours-dialog.tsx'
import { useHours } from './use-phone-settings.ts'

const OneHours = ({ hours, mayEdit }: { hours: HoursView; mayEdit: boolean }) => {
  const now = useNow(60_000)
  const { byId } = useStaff()
  const closed = hours.opensAt ? `Closed, opens ${spoken(hours.opensAt, now)}` : 'Closed for good'
  const source = hours.set ? `Set by ${byId.get(hours.set.by)?.name ?? 'somebody'}, ${stamp(hours.set.at, now)}.` : `As in ${FILE}.`
  return (
    <Section
      title={hours.title}
      about={`By the clock in ${hours.zone.replaceAll('_', ' ')}. Menus ask for it as “${hours.name}”. ${source}`}
    >
      <div className="hours-t">
        <p className={hours.isOpen ? 'hours-now on' : 'hours-now'}>{hours.isOpen ? 'Open now' : closed}</p>
        {mayEdit ? (
          <Link className="btn" to={`/settings/hours/${hours.name}`} aria-label={`Edit ${hours.title}`}>
            Edit
          </Link>
        ) : null}
      </div>
      <dl className="hours" aria-label={`The week of ${hours.title}`}>
        {weekLines(hours.week).map(({ days, open }) => (
          <div key={days}>
            <dt>{days}</dt>
            <dd>{open}</dd>
          </div>
        ))}
      </dl>
      {hours.comingHolidays.length > 0 ? (
        <>
          <h3>Holidays to come</h3>
          <dl className="hours" aria-label={`The holidays of ${hours.title}`}>
            {hours.comingHolidays.map(({ date, name, open }) => (
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

/** When phone menus say that we are open: for supervisors to look at, for admins to set. */
export const HoursArea = () => {
  const { id } = useParams()
  const mayEdit = may(useMe(), 'hours.manage')
  const { hours, isLoading, error, retry } = useHours()
  const [isAdding, setAdding] = useState(false)
  const chosen = mayEdit && id ? hours?.items.find(({ name }) => name === id) : undefined
  if (chosen) return <HoursForm key={chosen.name} hours={chosen} />
  const isEmpty = hours?.items.length === 0
  const add = mayEdit ? (
    <button type="button" className="btn pri" onClick={() => setAdding(true)}>
      <IconPlus size={16} stroke={1.75} aria-hidden />
      Add hours
    </button>
  ) : null
  return (
    <>
      <AreaHead list={settingsList} title="Opening hours">
        {hours && !isEmpty ? add : null}
      </AreaHead>
      {isLoading ? <QuietBars what="The hours" rows={4} /> : null}
      {error ? <Failure what="The hours did not load" still="Menus go on as they are." error={error} retry={retry} /> : null}
      {hours?.faults.length ? (
        <div className="set-form" role="alert">
          <p>
            {FILE} has a fault, so nothing in it counts: {hours.faults.map(({ line, reason }) => `line ${line}: ${reason}`).join(' ')}
          </p>
        </div>
      ) : null}
      {hours && isEmpty && hours.faults.length === 0 ? (
        <Empty title="No opening hours yet" {...(add ? { act: add } : {})}>
          They are set here, or stand in {FILE} beside the phone menus. Without them a menu is open at any time.
        </Empty>
      ) : null}
      {hours && !isEmpty ? (
        <div className="set-form">
          <p className="mut">
            What is set here counts at once, before {FILE} of this installation. A change in the file counts when the desk starts again, for
            hours that were not set here.
          </p>
          {hours.items.map((one) => (
            <OneHours key={one.name} hours={one} mayEdit={mayEdit} />
          ))}
        </div>
      ) : null}
      {isAdding ? <NewHoursDialog close={() => setAdding(false)} /> : null}
    </>
  )
}
