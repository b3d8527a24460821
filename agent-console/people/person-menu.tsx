import { Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import type { Member } from '../../server/staff/wire.ts'
import { messageOf } from '../desk/desk-error.ts'
import { may, useMe } from '../frame/me.ts'
import { pushToast } from '../frame/toasts.ts'
import { IconButton } from '../signs/icon-button.tsx'
import {
  disableMember,
  enableMember,
  givePasswordLink,
  type HandedLink,
  inviteAgain,
  setPresenceOf,
  signOutEverywhere,
} from './people-acts.ts'

interface PersonMenuProps {
  member: Member
  edit(): void
  handOver(handed: HandedLink): void
}

/** What may be done about a colleague. Nothing for those who may do nothing. */
export const PersonMenu = ({ member, edit, handOver }: PersonMenuProps) => {
  const me = useMe()
  const isMe = member.id === me.id
  const mayManage = may(me, 'staff.manage')
  const maySetPresence = may(me, 'presence.force') && !isMe && (member.presence === 'available' || member.presence === 'away')
  if (!mayManage && !maySetPresence) return null
  const give = (run: Promise<HandedLink | null>): void =>
    void run.then(
      (handed) => handed && handOver(handed),
      (error: unknown) => pushToast(`Not done: ${messageOf(error)}`, { tone: 'failed' }),
    )
  const other = member.presence === 'available' ? 'away' : 'available'
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton label={`What to do about ${member.name}`}>
          <IconDots size={17} stroke={1.75} aria-hidden />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {maySetPresence ? <Menu.Item onClick={() => void setPresenceOf(member, other)}>Set {other}</Menu.Item> : null}
        {mayManage && !member.isDisabled ? <Menu.Item onClick={edit}>Edit</Menu.Item> : null}
        {mayManage && member.isDisabled ? <Menu.Item onClick={() => void enableMember(member)}>Let in again</Menu.Item> : null}
        {mayManage && !member.isDisabled && member.hasJoined ? (
          <>
            <Menu.Item onClick={() => give(givePasswordLink(member, false))}>Send a link to a new password</Menu.Item>
            <Menu.Item onClick={() => void signOutEverywhere(member)}>Sign out everywhere</Menu.Item>
          </>
        ) : null}
        {mayManage && !member.isDisabled && !member.hasJoined ? (
          <>
            <Menu.Item onClick={() => give(inviteAgain(member, false))}>Invite again</Menu.Item>
            <Menu.Item onClick={() => give(inviteAgain(member, true))}>Show a link to hand over</Menu.Item>
          </>
        ) : null}
        {mayManage && !isMe && !member.isDisabled ? (
          <>
            <Menu.Divider />
            <Menu.Item color="red" onClick={() => void disableMember(member)}>
              {member.hasJoined ? 'Disable' : 'Withdraw the invitation'}
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  )
}
