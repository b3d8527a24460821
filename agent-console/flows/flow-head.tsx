import { Menu } from '@mantine/core'
import { IconChevronDown, IconPlus } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { FlowItem, FlowView } from '../../server/calls/flows/wire.ts'
import { phoneWords } from '../words/phone-words.ts'
import { type FlowViewName, FlowViews } from './flow-views.tsx'
import { callWords } from './flow-words.ts'
import { TryIt } from './try-it.tsx'
import type { Days } from './use-flow.ts'
import { runningWords } from './version-words.ts'

const Others = ({ flows, name, begin }: { flows: readonly FlowItem[]; name: string; begin: (() => void) | null }) => (
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
      {begin ? (
        <>
          <Menu.Divider />
          <Menu.Item leftSection={<IconPlus size={15} stroke={1.75} aria-hidden />} onClick={begin}>
            New menu
          </Menu.Item>
        </>
      ) : null}
    </Menu.Dropdown>
  </Menu>
)

interface FlowHeadProps {
  flows: readonly FlowItem[]
  item: FlowItem
  flow: FlowView | undefined
  view: FlowViewName
  days: Days
  setDays(days: Days): void
  /** Begins another menu; null for those who may not. */
  begin: (() => void) | null
}

const answersAt = ({ numbers, usedBy }: FlowItem): string => {
  if (numbers.length > 0) return `answers ${numbers.map(({ number }) => phoneWords(number)).join(', ')}`
  return usedBy.length > 0 ? `a part of ${usedBy.join(', ')}` : 'answers no number'
}

export const FlowHead = ({ flows, item, flow, view, days, setDays, begin }: FlowHeadProps) => {
  // A part of other menus is tried by calling one of them.
  const roots = [item, ...flows.filter(({ name }) => item.usedBy.includes(name))]
  const number = roots.flatMap(({ numbers }) => numbers)[0]?.number
  return (
    <header className="flow-h">
      <h1>{item.title}</h1>
      {flows.length > 1 || begin ? <Others flows={flows} name={item.name} begin={begin} /> : null}
      <span className="chip" title={item.version}>
        {runningWords(item)}
      </span>
      <span className="mut">
        {flow ? `${days === 1 ? 'Today' : '7 days'}, ${callWords(flow)}; ` : ''}
        <bdi>{answersAt(item)}</bdi>
      </span>
      <span className="flow-a">
        <FlowViews view={view} />
        {view === 'graph' ? (
          <span className="sw">
            {([1, 7] as const).map((one) => (
              <button key={one} type="button" className={one === days ? 'on' : ''} aria-pressed={one === days} onClick={() => setDays(one)}>
                {one === 1 ? 'Today' : '7 days'}
              </button>
            ))}
          </span>
        ) : null}
        <TryIt number={number} />
      </span>
    </header>
  )
}
