import { Menu } from '@mantine/core'
import { IconArrowsSplit2, IconDots } from '@tabler/icons-react'
import type { MessageView } from '../../server/hub/wire.ts'
import { useStore } from '../desk/use-store.ts'
import { may, useMe } from '../frame/me.ts'
import { IconButton } from '../signs/icon-button.tsx'
import { pick, picked, togglePick } from './picking.ts'

/** How a message is named where it is not in sight: by its beginning. */
export const quoted = ({ text }: MessageView): string => `“${text.replace(/\s+/g, ' ').slice(0, 40)}”`

interface MessageToolsProps {
  /** One message, or all of one call. */
  messages: readonly MessageView[]
  name: string
  caseId: string
}

/** What can be done with one thing that was said; a tick box while some are being chosen. */
export const MessageTools = ({ messages, name, caseId }: MessageToolsProps) => {
  const me = useMe()
  const now = useStore(picked)
  if (!may(me, 'case.merge')) return null
  const ids = messages.map(({ id }) => id)
  if (now?.caseId === caseId)
    return (
      <input
        type="checkbox"
        className="msg-tick"
        aria-label={`Move ${name}`}
        checked={ids.every((id) => now.ids.includes(id))}
        onChange={() => togglePick(caseId, ids)}
      />
    )
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <IconButton label={`More for ${name}`} className="msg-more">
          <IconDots size={16} stroke={1.75} aria-hidden />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconArrowsSplit2 size={16} stroke={1.75} aria-hidden />} onClick={() => pick(caseId, ids)}>
          Move to another case…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
