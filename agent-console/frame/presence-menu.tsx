import { Menu } from '@mantine/core'
import { IconChevronDown, IconCoffee } from '@tabler/icons-react'
import { useMyCalls } from '../calls/use-my-calls.ts'
import { put } from '../desk/call.ts'
import { PresenceDot } from '../signs/presence-dot.tsx'
import { presenceWords } from '../words/case-words.ts'
import { lasting } from '../words/time.ts'
import { useMeNow } from './me.ts'
import { perform } from './perform.ts'
import { useNow } from './use-now.ts'

const ways = ['available', 'away'] as const

export const PresenceMenu = () => {
  const me = useMeNow()
  const now = useNow()
  const isInCall = useMyCalls().some((call) => call.agentId === me.id)
  const set = (presence: (typeof ways)[number]) => perform({ run: () => put('/presence', { presence }) })
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <button type="button" className="chip" aria-label={`Presence: ${presenceWords[me.presence]}`}>
          <PresenceDot presence={me.presence} />
          {me.isBreakAsked ? 'Break after this call' : presenceWords[me.presence]}{' '}
          <span className="mut">{lasting(now - Date.parse(me.presenceSince))}</span>
          <IconChevronDown size={13} stroke={1.75} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {ways.map((presence) => (
          <Menu.Item key={presence} leftSection={<PresenceDot presence={presence} />} onClick={() => void set(presence)}>
            {presenceWords[presence]}
          </Menu.Item>
        ))}
        {isInCall || me.isBreakAsked ? (
          <Menu.Item
            leftSection={<IconCoffee size={14} stroke={1.75} aria-hidden />}
            onClick={() => void perform({ run: () => put('/presence/break', { isAsked: !me.isBreakAsked }) })}
          >
            {me.isBreakAsked ? 'No break after this call' : 'Break after this call'}
          </Menu.Item>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  )
}
