import { Menu } from '@mantine/core'
import { IconChevronDown, IconPhone } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { FlowItem, FlowView } from '../../server/calls/flows/wire.ts'
import { useMe } from '../frame/me.ts'
import { useSandboxPages } from '../frame/use-sandbox-pages.ts'
import { callWords } from './flow-words.ts'
import type { Days } from './use-flow.ts'

const PHONE = '/sandbox/phone'

/** Where there is a telephone of the outside world, the menu can be called. */
const TryIt = () => {
  const page = useSandboxPages().pages?.find(({ path }) => path === PHONE)
  if (!page) return null
  return (
    <a className="btn sm" href={page.needsPass ? `/open-sandbox?to=${encodeURIComponent(PHONE)}` : PHONE} target="_blank" rel="noreferrer">
      <IconPhone size={15} stroke={1.75} aria-hidden />
      Try it
    </a>
  )
}

const Others = ({ flows, name }: { flows: readonly FlowItem[]; name: string }) => (
  <Menu position="bottom-start">
    <Menu.Target>
      <button type="button" className="ib" aria-label="Other phone menus">
        <IconChevronDown size={16} stroke={1.75} aria-hidden />
      </button>
    </Menu.Target>
    <Menu.Dropdown>
      {flows.map((one) => (
        <Menu.Item key={one.name} component={Link} to={`/flows/${one.name}`} disabled={one.name === name}>
          {one.title}
        </Menu.Item>
      ))}
    </Menu.Dropdown>
  </Menu>
)

interface FlowHeadProps {
  flows: readonly FlowItem[]
  item: FlowItem
  flow: FlowView | undefined
  days: Days
  setDays(days: Days): void
}

const answersAt = ({ numbers, usedBy }: FlowItem): string => {
  if (numbers.length > 0) return `answers ${numbers.map(({ number }) => number).join(', ')}`
  return usedBy.length > 0 ? `a part of ${usedBy.join(', ')}` : 'answers no number'
}

export const FlowHead = ({ flows, item, flow, days, setDays }: FlowHeadProps) => {
  const me = useMe()
  return (
    <header className="flow-h">
      <h1>{item.title}</h1>
      {flows.length > 1 ? <Others flows={flows} name={item.name} /> : null}
      <span className="chip" title={item.version}>
        {item.isLive ? `Version ${item.version.slice(0, 7)}, live` : 'Not running'}
      </span>
      <span className="mut">
        {flow ? `${days === 1 ? 'Today' : '7 days'}, ${callWords(flow)}; ` : ''}
        <bdi>{answersAt(item)}</bdi>
      </span>
      <span className="flow-a">
        <span className="sw">
          {([1, 7] as const).map((one) => (
            <button key={one} type="button" className={one === days ? 'on' : ''} aria-pressed={one === days} onClick={() => setDays(one)}>
              {one === 1 ? 'Today' : '7 days'}
            </button>
          ))}
        </span>
        {me.isSandbox ? <TryIt /> : null}
      </span>
    </header>
  )
}
