import { Navigate, NavLink, useParams } from 'react-router'
import { ConnectionLine } from '../frame/connection-line.tsx'
import { Page } from '../frame/page.tsx'
import { Sheet } from '../frame/sheet.tsx'
import { useNow } from '../frame/use-now.ts'
import { dayName } from '../words/time.ts'
import { Now } from './now.tsx'
import { PastCalls } from './past-calls.tsx'
import { Today } from './today.tsx'
import '../settings/settings.css'
import './floor.css'

const views = [
  { to: '/floor', label: 'Now', View: Now },
  { to: '/floor/today', label: 'Today', View: Today },
  { to: '/floor/calls', label: 'Past calls', View: PastCalls },
] as const

/** What happens now, how the day went, and the calls of the past. */
export const FloorPage = () => {
  const { view } = useParams()
  const at = useNow()
  const chosen = views.find(({ to }) => to === (view ? `/floor/${view}` : '/floor'))
  if (!chosen) return <Navigate to="/floor" replace />
  return (
    <Page at="page">
      <Sheet also="floor">
        <header className="fl-h">
          <h1>Floor</h1>
          <span className="mut">{dayName(new Date(at).toISOString())}</span>
          <span className="sp" />
          <nav className="segs" aria-label="Views of the floor">
            {views.map(({ to, label }) => (
              <NavLink key={to} to={to} end className={({ isActive }) => (isActive ? 'seg on' : 'seg')}>
                {label}
              </NavLink>
            ))}
          </nav>
        </header>
        <ConnectionLine />
        <chosen.View />
      </Sheet>
    </Page>
  )
}
