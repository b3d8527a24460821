import { useMediaQuery } from '@mantine/hooks'
import { Navigate, NavLink, useParams } from 'react-router'
import { ListPane } from '../frame/list-pane.tsx'
import { Page } from '../frame/page.tsx'
import { Sheet } from '../frame/sheet.tsx'
import { amount } from '../words/amount.ts'
import { type CallArea, callAreas } from './areas.ts'
import { CallbacksArea } from './callbacks-area.tsx'
import { CallsArea } from './calls-area.tsx'
import { ColleaguesArea } from './colleagues-area.tsx'
import { RefusedArea } from './refused-area.tsx'
import { useLiveCalls } from './use-call-lists.ts'
import '../work/work.css'
import '../people/people.css'
import '../settings/settings.css'
import './call-lists.css'

const pages: Record<CallArea['name'], () => React.ReactNode> = {
  recent: () => <CallsArea which="mine" />,
  missed: () => <CallsArea which="missed" />,
  callbacks: CallbacksArea,
  colleagues: ColleaguesArea,
  'do-not-call': () => <RefusedArea list="do-not-call" />,
  nuisance: () => <RefusedArea list="nuisance-callers" />,
}

/** Everything about the phone that is no case: calls, callbacks, colleagues, and numbers one stays away from. */
export const CallListsPage = () => {
  const { area } = useParams()
  const { callbacks } = useLiveCalls()
  const chosen = callAreas.find(({ name }) => name === area)
  const isNarrow = useMediaQuery('(max-width: 63.99em)', false, { getInitialValueInEffect: false })
  if (!chosen && !isNarrow) return <Navigate to={`/calls/${callAreas[0]?.name ?? ''}`} replace />
  const Chosen = chosen && pages[chosen.name]
  return (
    <Page
      at={chosen ? 'sheet' : 'list'}
      list={
        <ListPane label="Calls">
          <header className="work-h">
            <h1>Calls</h1>
          </header>
          <nav className="work-s" aria-label="Calls">
            {callAreas.map(({ name, label, about, icon: Icon }) => (
              <NavLink key={name} to={`/calls/${name}`} className={({ isActive }) => (isActive ? 'w on' : 'w')}>
                <Icon size={18} stroke={1.75} aria-hidden className="set-i" />
                <span className="w-b">
                  <span className="w-1">
                    <b>{label}</b>
                    {name === 'callbacks' && callbacks.length > 0 ? <span className="mut">{amount(callbacks.length)}</span> : null}
                  </span>
                  <span className="w-2">{about}</span>
                </span>
              </NavLink>
            ))}
          </nav>
        </ListPane>
      }
    >
      <Sheet also="settings">{Chosen ? <Chosen key={chosen.name} /> : null}</Sheet>
    </Page>
  )
}
