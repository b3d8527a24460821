import { Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { Link } from 'react-router'
import { may, useMe } from '../frame/me.ts'
import { IconButton } from '../signs/icon-button.tsx'

interface QueueActsProps {
  name: string
  waiting: number
  open(what: 'waiting' | 'notice'): void
}

/** What a supervisor may do about a queue at once. */
export const QueueActs = ({ name, waiting, open }: QueueActsProps) => {
  const me = useMe()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton label={`What to do about ${name}`}>
          <IconDots size={17} stroke={1.75} aria-hidden />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {may(me, 'work.assign') ? (
          <Menu.Item disabled={waiting === 0} onClick={() => open('waiting')}>
            {waiting === 0 ? 'Nobody waits' : `Move what waits (${waiting})`}
          </Menu.Item>
        ) : null}
        {may(me, 'queue.close') ? <Menu.Item onClick={() => open('notice')}>Message or close</Menu.Item> : null}
        {may(me, 'queue.manage') ? (
          <Menu.Item component={Link} to="/settings/queues">
            Settings of queues
          </Menu.Item>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  )
}
