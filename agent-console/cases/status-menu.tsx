import { Menu } from '@mantine/core'
import type { CaseRow } from '../../server/cases/wire.ts'
import { useNow } from '../frame/use-now.ts'
import { StatusJack } from '../signs/status-jack.tsx'
import { statusWords } from '../words/case-words.ts'
import { stamp } from '../words/time.ts'
import type { CaseActs } from './case-acts.ts'

const choices = ['open', 'waiting'] as const

export const StatusMenu = ({ current, acts }: { current: CaseRow; acts: CaseActs }) => {
  const now = useNow()
  const until = current.snoozedUntil ? ` until ${stamp(current.snoozedUntil, now)}` : ''
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button
          type="button"
          className="prop"
          disabled={current.status === 'closed'}
          aria-label={`Status: ${statusWords[current.status]}${until}`}
        >
          <StatusJack status={current.status} />
          {statusWords[current.status]}
          {until}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map((status) => (
          <Menu.Item key={status} leftSection={<StatusJack status={status} />} onClick={() => void acts.setStatus(status)}>
            {status === 'waiting' ? 'Waiting for the customer' : statusWords[status]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
