import { Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { may, useMe } from '../frame/me.ts'
import { IconButton } from '../signs/icon-button.tsx'
import { forcePresence, signOutMember } from './floor-acts.ts'
import type { PersonNow } from './floor-of.ts'

/** What a supervisor may do about somebody who is here. Nothing about themselves: that is in their own menu. */
export const PersonActs = ({ person: { member }, showLog }: { person: PersonNow; showLog(): void }) => {
  const me = useMe()
  const isMe = member.id === me.id
  if (!may(me, 'presence.force')) return null
  const maySignOut = !isMe && (member.role === 'agent' || may(me, 'staff.manage'))
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton label={`What to do about ${member.name}`}>
          <IconDots size={17} stroke={1.75} aria-hidden />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={showLog}>Presence today</Menu.Item>
        {isMe || member.presence === 'available' ? null : (
          <Menu.Item onClick={() => void forcePresence(member, 'available')}>Set available</Menu.Item>
        )}
        {isMe || member.presence === 'away' ? null : <Menu.Item onClick={() => void forcePresence(member, 'away')}>Set away</Menu.Item>}
        {maySignOut ? (
          <>
            <Menu.Divider />
            <Menu.Item color="red" onClick={() => void signOutMember(member)}>
              Sign out everywhere
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  )
}
