import { Menu } from '@mantine/core'
import { IconArrowsSplit2, IconDots } from '@tabler/icons-react'
import type { MessageView } from '../../server/hub/wire.ts'
import { useStore } from '../desk/use-store.ts'
import { may, useMe } from '../frame/me.ts'
import { IconButton } from '../signs/icon-button.tsx'
import { pick, picked, togglePick } from './move-messages.ts'

const begin = (message: string): string => message.replace(/\s+/g, ' ').slice(0, 40)

/** What can be done with one message; a tick box while messages are being chosen. */
export const MessageTools = ({ message, caseId }: { message: MessageView; caseId: string }) => {
  const me = useMe()
  const now = useStore(picked)
  if (!may(me, 'case.merge')) return null
  if (now?.caseId === caseId)
    return (
      <input
        type="checkbox"
        className="msg-tick"
        aria-label={`Move “${begin(message.text)}”`}
        checked={now.ids.includes(message.id)}
        onChange={() => togglePick(caseId, message.id)}
      />
    )
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <IconButton label={`More for “${begin(message.text)}”`} className="msg-more">
          <IconDots size={16} stroke={1.75} aria-hidden />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconArrowsSplit2 size={16} stroke={1.75} aria-hidden />} onClick={() => pick(caseId, [message.id])}>
          Move to another case…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
