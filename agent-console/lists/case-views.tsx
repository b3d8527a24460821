import { Menu } from '@mantine/core'
import { IconCheck, IconChevronDown } from '@tabler/icons-react'
import { useSearchParams } from 'react-router'
import type { Queue } from '../../server/queues/wire.ts'
import { type CaseFilter, views, viewWords } from './case-filter.ts'

/** The view and the queue live in the address, so that they can be kept and sent. */
export const CaseViews = ({ filter, queues }: { filter: CaseFilter; queues: readonly Queue[] }) => {
  const [, setWords] = useSearchParams()
  const choose = ({ view, queueId }: CaseFilter) =>
    setWords({ ...(view === 'open' ? {} : { view }), ...(queueId ? { queue: queueId } : {}) }, { replace: true })
  const tick = <IconCheck size={14} stroke={1.75} aria-hidden />
  const queue = queues.find(({ id }) => id === filter.queueId)
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <button type="button" className="chip" aria-label={`View: ${viewWords[filter.view]}${queue ? `, ${queue.name}` : ''}`}>
          <span className="chip-t">
            {viewWords[filter.view]}
            {queue ? `, ${queue.name}` : ''}
          </span>
          <IconChevronDown size={13} stroke={1.75} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown className="tall">
        {views.map((view) => (
          <Menu.Item key={view} rightSection={view === filter.view ? tick : null} onClick={() => choose({ ...filter, view })}>
            {viewWords[view]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item rightSection={filter.queueId ? null : tick} onClick={() => choose({ view: filter.view })}>
          Every queue
        </Menu.Item>
        {queues.map(({ id, name }) => (
          <Menu.Item key={id} rightSection={id === filter.queueId ? tick : null} onClick={() => choose({ view: filter.view, queueId: id })}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
