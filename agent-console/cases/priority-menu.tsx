import { Menu } from '@mantine/core'
import { useState } from 'react'
import type { CaseRow } from '../../server/cases/wire.ts'
import { useAct } from '../keys/registry.ts'
import { PriorityBars } from '../signs/priority-bars.tsx'
import { priorityWords } from '../words/case-words.ts'
import type { CaseActs } from './case-acts.ts'

const choices = ['urgent', 'high', 'normal', 'low'] as const

export const PriorityMenu = ({ current, acts }: { current: CaseRow; acts: CaseActs }) => {
  const [isOpen, setIsOpen] = useState(false)
  useAct('case.priority', () => setIsOpen(true), current.status !== 'closed')
  return (
    <Menu position="bottom-start" opened={isOpen} onChange={setIsOpen}>
      <Menu.Target>
        <button
          type="button"
          className={current.priority === 'urgent' ? 'prop urg' : 'prop'}
          disabled={current.status === 'closed'}
          aria-label={`Priority: ${priorityWords[current.priority]}`}
        >
          <PriorityBars priority={current.priority} />
          {priorityWords[current.priority]}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map((priority) => (
          <Menu.Item key={priority} leftSection={<PriorityBars priority={priority} />} onClick={() => void acts.setPriority(priority)}>
            {priorityWords[priority]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
