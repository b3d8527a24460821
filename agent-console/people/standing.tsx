import { IconAlertCircle } from '@tabler/icons-react'
import type { OpenInvitation } from '../../server/sign-in/wire.ts'
import type { Member } from '../../server/staff/wire.ts'
import { useNow } from '../frame/use-now.ts'
import { PresenceDot } from '../signs/presence-dot.tsx'
import { presenceWords } from '../words/case-words.ts'
import { age, lasting } from '../words/time.ts'

const DAY_MS = 24 * 3_600_000

const invitedWords = ({ state, reason, at }: OpenInvitation, now: number): string => {
  const isOver = now - Date.parse(at) > DAY_MS
  if (state === 'waiting') return reason || 'The mail is on its way'
  if (state === 'not-mailed') return reason
  if (isOver || state === 'ended') return 'The invitation is over: invite again'
  return state === 'mailed' ? `Mailed ${agoWords(at, now)}` : `Link shown ${agoWords(at, now)}, to hand over`
}
const agoWords = (at: string, now: number): string => (age(at, now) === 'now' ? 'just now' : `${age(at, now)} ago`)

/** Whether somebody is here; of who was invited and has not come, what became of the invitation. */
export const Standing = ({ member, invitation }: { member: Member; invitation: OpenInvitation | undefined }) => {
  const now = useNow()
  const { presence, presenceSince, hasJoined } = member
  if (member.isDisabled) return 'Disabled'
  if (!hasJoined && presence === 'offline')
    return (
      <span className="invited">
        <span>Invited</span>
        {invitation ? (
          <small className={invitation.state === 'not-mailed' ? 'bad' : 'mut'}>
            {invitation.state === 'not-mailed' ? <IconAlertCircle size={14} stroke={1.75} aria-hidden /> : null}
            {invitedWords(invitation, now)}
          </small>
        ) : null}
      </span>
    )
  return (
    <span className="who">
      <PresenceDot presence={presence} />
      {presenceWords[presence]}
      {presence === 'offline' ? null : <span className="mut">{lasting(now - Date.parse(presenceSince))}</span>}
    </span>
  )
}
