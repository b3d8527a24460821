import { Menu, Tooltip } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import {
  IconActivity,
  IconAt,
  IconDots,
  IconHome,
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
import type { Me } from '../../server/sign-in/wire.ts'
import { heldWords, useHeldNow } from '../lists/use-held-now.ts'
import { unreadWords, useUnread } from '../mentions/use-unread.ts'
import { openPalette } from '../palette/palette-store.ts'
import { areasFor } from '../settings/areas.ts'
import { Mark } from '../signs/mark.tsx'
import { useOffers } from '../work/use-my-work.ts'
import { CapacityPanel } from './capacity-panel.tsx'
import { may, seesCases, useMe } from './me.ts'
import { MeMenu } from './me-menu.tsx'
import { SandboxMenu } from './sandbox-menu.tsx'

interface GoProps {
  to: string
  label: string
  icon: TablerIcon
  count?: number
  /** What is counted: "2 offered". */
  counts?: string
}

const Go = ({ to, label, icon: Icon, count = 0, counts = 'offered' }: GoProps) => {
  const isHere = useLocation().pathname.startsWith(to)
  return (
    <Tooltip label={label} position="right">
      <Link
        to={to}
        className={isHere ? 'go on' : 'go'}
        aria-current={isHere ? 'page' : undefined}
        aria-label={count > 0 ? `${label}, ${unreadWords(count)} ${counts}` : label}
      >
        <Icon size={19} stroke={1.75} aria-hidden />
        {count > 0 ? (
          <b className="n" aria-hidden>
            {unreadWords(count)}
          </b>
        ) : null}
      </Link>
    </Tooltip>
  )
}

const small = { size: 17, stroke: 1.75, 'aria-hidden': true } as const
const mentionsPlace = { to: '/mentions', label: 'Mentions', icon: IconAt }
const GoToMentions = () => <Go {...mentionsPlace} count={useUnread().unread.length} counts="unread" />
const heldPlace = { to: '/held-back', label: 'Held back', icon: IconMailQuestion }
const GoToHeld = () => {
  const count = useHeldNow().held.length
  return <Go {...heldPlace} count={count} counts="waiting" />
}
const GoToWork = () => <Go to="/work" label="My work" icon={IconInbox} count={useOffers().length} />

interface Place {
  to: string
  label: string
  icon: TablerIcon
  /** Stands in a small screen's bar; the others are behind More there. */
  isMain?: boolean
}

const placesOf = (me: Me): Place[] => [
  ...(seesCases(me) ? [] : [{ to: '/home', label: 'Home', icon: IconHome, isMain: true }]),
  ...(seesCases(me) ? [{ to: '/cases', label: 'Cases', icon: IconListDetails, isMain: true }] : []),
  ...(seesCases(me) ? [heldPlace] : []),
  ...(may(me, 'call.read') ? [{ to: '/calls', label: 'Calls', icon: IconPhone, isMain: true }] : []),
  ...(may(me, 'work.read-all') ? [{ to: '/floor', label: 'Floor', icon: IconActivity, isMain: true }] : []),
  ...(may(me, 'work.read-all') ? [{ to: '/flows', label: 'Phone menus', icon: IconRoute }] : []),
  { to: '/people', label: 'People', icon: IconUsers, isMain: !seesCases(me) },
]
const settingsPlace: Place = { to: '/settings', label: 'Settings', icon: IconSettings }

/** What a small screen's bar has no room for. */
const More = ({ places }: { places: readonly Place[] }) => {
  const { pathname } = useLocation()
  const unread = useUnread().unread.length
  const held = useHeldNow().held.length
  const told = [unread > 0 ? `${unreadWords(unread)} unread` : '', held > 0 ? `${heldWords(held)} held back` : ''].filter(Boolean)
  const besideOf: Record<string, string | null> = {
    [mentionsPlace.to]: unread > 0 ? `${unreadWords(unread)} unread` : null,
    [heldPlace.to]: held > 0 ? `${heldWords(held)} waiting` : null,
  }
  const isHere = places.some(({ to }) => pathname.startsWith(to))
  return (
    <Menu position="top-end" width={220}>
      <Menu.Target>
        <button type="button" className={isHere ? 'go on' : 'go'} aria-label={['More', ...told].join(', ')}>
          <IconDots size={19} stroke={1.75} aria-hidden />
          {unread + held > 0 ? (
            <b className="n" aria-hidden>
              {unreadWords(unread + held)}
            </b>
          ) : null}
        </button>
      </Menu.Target>
      <Menu.Dropdown className="rail-more">
        <Menu.Item leftSection={<IconSearch {...small} />} onClick={() => openPalette()}>
          Search and commands
        </Menu.Item>
        {places.map(({ to, label, icon: Icon }) => (
          <Menu.Item
            key={to}
            component={Link}
            to={to}
            leftSection={<Icon {...small} />}
            rightSection={besideOf[to] ?? null}
            {...(pathname.startsWith(to) ? { 'aria-current': 'page' as const } : {})}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

export const Rail = () => {
  const me = useMe()
  const isSmall = useMediaQuery('(max-width: 39.99em)', false, { getInitialValueInEffect: false })
  const places = placesOf(me)
  const hasSettings = areasFor(me).length > 0
  if (isSmall)
    return (
      <nav className="rail" aria-label="Main">
        {seesCases(me) ? <GoToWork /> : null}
        {places.map(({ isMain, ...place }) => (isMain ? <Go key={place.to} {...place} /> : null))}
        <More
          places={[
            ...(seesCases(me) ? [mentionsPlace] : []),
            ...places.filter(({ isMain }) => !isMain),
            ...(hasSettings ? [settingsPlace] : []),
          ]}
        />
        {me.isSandbox ? <SandboxMenu /> : null}
        <MeMenu />
      </nav>
    )
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
          <GoToMentions />
        </>
      ) : null}
      {places.map(({ to, label, icon }) =>
        to === heldPlace.to ? <GoToHeld key={to} /> : <Go key={to} to={to} label={label} icon={icon} />,
      )}
      <span className="sp" />
      {seesCases(me) ? <CapacityPanel /> : null}
      {hasSettings ? <Go {...settingsPlace} /> : null}
      {me.isSandbox ? <SandboxMenu /> : null}
      <MeMenu />
    </nav>
  )
}
