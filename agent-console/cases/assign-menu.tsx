import { Menu } from '@mantine/core'
import { IconUserCheck, IconUserPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { CaseRow } from '../../server/cases/wire.ts'
import { useMe } from '../frame/me.ts'
import { useAct } from '../keys/registry.ts'
import { useStaff } from '../people/use-staff.ts'
import { Avatar } from '../signs/avatar.tsx'
import { IconButton } from '../signs/icon-button.tsx'
import { PresenceDot } from '../signs/presence-dot.tsx'
import { presenceWords } from '../words/case-words.ts'
import type { CaseActs } from './case-acts.ts'

export const AssignMenu = ({ current, acts }: { current: CaseRow; acts: CaseActs }) => {
  const me = useMe()
  const { members } = useStaff()
  const [isOpen, setIsOpen] = useState(false)
  useAct('case.assign', () => setIsOpen(true))
  const assign = (id: string | null) => {
    setIsOpen(false)
    if (id !== current.assigneeId) void acts.assign(id)
  }
  const others = members.filter(({ id, role, isDisabled, hasJoined }) => id !== me.id && role !== 'marketing' && !isDisabled && hasJoined)
  return (
    <Menu position="bottom-end" width={240} opened={isOpen} onChange={setIsOpen}>
      <Menu.Target>
        <IconButton label="Assign" keys="A">
          <IconUserPlus size={17} stroke={1.75} aria-hidden />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown className="tall" onKeyDown={(event) => event.key.toLowerCase() === 'a' && !event.ctrlKey && assign(me.id)}>
        <Menu.Item
          leftSection={<IconUserCheck size={16} stroke={1.75} aria-hidden />}
          rightSection={<kbd>A</kbd>}
          onClick={() => assign(me.id)}
        >
          To me
        </Menu.Item>
        {current.assigneeId ? <Menu.Item onClick={() => assign(null)}>Back to the queue</Menu.Item> : null}
        <Menu.Divider />
        {others.map((member) => (
          <Menu.Item
            key={member.id}
            leftSection={<Avatar name={member.name} of="colleague" size={20} />}
            rightSection={
              <span className="who-is">
                <PresenceDot presence={member.presence} />
                <span className="sr">{presenceWords[member.presence]}</span>
              </span>
            }
            onClick={() => assign(member.id)}
          >
            {member.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
