import { Tooltip } from '@mantine/core'
import {
  IconActivity,
  IconInbox,
  IconListDetails,
  IconMailQuestion,
  IconPhone,
  IconRoute,
  IconSearch,
  IconSettings,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react'
import { Link, useLocation } from 'react-router'
import { openPalette } from '../palette/palette-store.ts'
import { areasFor } from '../settings/areas.ts'
import { Mark } from '../signs/mark.tsx'
import { useOffers } from '../work/use-my-work.ts'
import { CapacityPanel } from './capacity-panel.tsx'
import { may, seesCases, useMe } from './me.ts'
import { MeMenu } from './me-menu.tsx'
import { SandboxMenu } from './sandbox-menu.tsx'

const Go = ({ to, label, icon: Icon, count = 0 }: { to: string; label: string; icon: TablerIcon; count?: number }) => {
  const isHere = useLocation().pathname.startsWith(to)
  return (
    <Tooltip label={label} position="right">
      <Link
        to={to}
        className={isHere ? 'go on' : 'go'}
        aria-current={isHere ? 'page' : undefined}
        aria-label={count > 0 ? `${label}, ${count} offered` : label}
      >
        <Icon size={19} stroke={1.75} aria-hidden />
        {count > 0 ? (
          <b className="n" aria-hidden>
            {count}
          </b>
        ) : null}
      </Link>
    </Tooltip>
  )
}

const GoToWork = () => <Go to="/work" label="My work" icon={IconInbox} count={useOffers().length} />

export const Rail = () => {
  const me = useMe()
  return (
    <nav className="rail" aria-label="Main">
      <span className="mark">
        <Mark />
      </span>
      <Tooltip label="Search and commands (Ctrl K)" position="right">
        <button type="button" className="go" aria-label="Search and commands" onClick={() => openPalette()}>
          <IconSearch size={19} stroke={1.75} aria-hidden />
        </button>
      </Tooltip>
      {seesCases(me) ? (
        <>
          <GoToWork />
          <Go to="/cases" label="Cases" icon={IconListDetails} />
          <Go to="/held-back" label="Held back" icon={IconMailQuestion} />
        </>
      ) : null}
      {may(me, 'call.read') ? <Go to="/calls" label="Calls" icon={IconPhone} /> : null}
      {may(me, 'work.read-all') ? <Go to="/floor" label="Floor" icon={IconActivity} /> : null}
      {may(me, 'work.read-all') ? <Go to="/flows" label="Phone menus" icon={IconRoute} /> : null}
      <Go to="/people" label="People" icon={IconUsers} />
      <span className="sp" />
      {seesCases(me) ? <CapacityPanel /> : null}
      {areasFor(me).length > 0 ? <Go to="/settings" label="Settings" icon={IconSettings} /> : null}
      {me.isSandbox ? <SandboxMenu /> : null}
      <MeMenu />
    </nav>
  )
}
