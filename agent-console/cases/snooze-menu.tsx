import { Menu } from '@mantine/core'
import { IconClockPause } from '@tabler/icons-react'
import { useState } from 'react'
import type { CaseRow } from '../../server/cases/wire.ts'
import { useNow } from '../frame/use-now.ts'
import { useAct } from '../keys/registry.ts'
import { IconButton } from '../signs/icon-button.tsx'
import { stamp } from '../words/time.ts'
import type { CaseActs } from './case-acts.ts'
import { snoozeTimes, toField } from './snooze-times.ts'

export const SnoozeMenu = ({ current, acts }: { current: CaseRow; acts: CaseActs }) => {
  const [isOpen, setIsOpen] = useState(false)
  const now = useNow()
  useAct('case.snooze', () => setIsOpen(true))
  const snooze = (until: Date) => {
    setIsOpen(false)
    void acts.snooze(until)
  }
  return (
    <Menu position="bottom-end" width={240} opened={isOpen} onChange={setIsOpen}>
      <Menu.Target>
        <IconButton label="Snooze" keys="S">
          <IconClockPause size={17} stroke={1.75} aria-hidden />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {snoozeTimes(new Date(now)).map(({ label, at }) => (
          <Menu.Item key={label} rightSection={<span className="mut">{stamp(at.toISOString(), now)}</span>} onClick={() => snooze(at)}>
            {label}
          </Menu.Item>
        ))}
        <label className="menu-field">
          Until
          <input
            type="datetime-local"
            min={toField(new Date(now))}
            onKeyDown={(event) => {
              event.stopPropagation()
              const until = new Date(event.currentTarget.value)
              if (event.key === 'Enter' && until.getTime() > Date.now()) snooze(until)
            }}
          />
        </label>
        {current.status === 'snoozed' ? (
          <Menu.Item
            onClick={() => {
              setIsOpen(false)
              void acts.setStatus('open')
            }}
          >
            End the snooze now
          </Menu.Item>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  )
}
