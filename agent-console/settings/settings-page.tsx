import { useMediaQuery } from '@mantine/hooks'
import { Link, Navigate, NavLink, useParams } from 'react-router'
import { ListPane } from '../frame/list-pane.tsx'
import { useMe } from '../frame/me.ts'
import { Page } from '../frame/page.tsx'
import { Sheet } from '../frame/sheet.tsx'
import '../work/work.css'
import '../people/people.css'
import { type Area, areasFor, peopleSign as PeopleSign } from './areas.ts'
import { AuditArea } from './audit-area.tsx'
import { HoursArea } from './hours-area.tsx'
import { KeysArea } from './keys-area.tsx'
import { NumbersArea } from './numbers-area.tsx'
import { PhoneArea } from './phone-area.tsx'
import { QueuesArea } from './queues-area.tsx'
import { SitesArea } from './sites-area.tsx'
import './settings.css'

const pages: Record<Area['name'], () => React.ReactNode> = {
  queues: QueuesArea,
  sites: SitesArea,
  numbers: NumbersArea,
  hours: HoursArea,
  phone: PhoneArea,
  keys: KeysArea,
  audit: AuditArea,
}

/** What is set for the whole desk, each area beside the list of all; on a narrow screen the list comes first. */
export const SettingsPage = () => {
  const me = useMe()
  const { area } = useParams()
  const areas = areasFor(me)
  const chosen = areas.find(({ name }) => name === area)
  const isNarrow = useMediaQuery('(max-width: 63.99em)', false, { getInitialValueInEffect: false })
  if (!chosen && !isNarrow) return <Navigate to={`/settings/${areas[0]?.name ?? ''}`} replace />
  const Chosen = chosen && pages[chosen.name]
  return (
    <Page
      at={chosen ? 'sheet' : 'list'}
      list={
        <ListPane label="Settings">
          <header className="work-h">
            <h1>Settings</h1>
          </header>
          <nav className="work-s" aria-label="Settings">
            {areas.map(({ name, label, about, icon: Icon }) => (
              <NavLink key={name} to={`/settings/${name}`} className={({ isActive }) => (isActive ? 'w on' : 'w')}>
                <Icon size={18} stroke={1.75} aria-hidden className="set-i" />
                <span className="w-b">
                  <span className="w-1">
                    <b>{label}</b>
                  </span>
                  <span className="w-2">{about}</span>
                </span>
              </NavLink>
            ))}
            <Link to="/people" className="w">
              <PeopleSign size={18} stroke={1.75} aria-hidden className="set-i" />
              <span className="w-b">
                <span className="w-1">
                  <b>People</b>
                </span>
                <span className="w-2">Roles, skills and capacity</span>
              </span>
            </Link>
          </nav>
        </ListPane>
      }
    >
      <Sheet also="settings">{Chosen ? <Chosen key={chosen.name} /> : null}</Sheet>
    </Page>
  )
}
