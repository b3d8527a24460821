import { IconPhone } from '@tabler/icons-react'
import { useStore } from '../desk/use-store.ts'
import { may, useMe } from '../frame/me.ts'
import { IconButton } from '../signs/icon-button.tsx'
import { phone, startCall } from './phone.ts'

/** Calls a number that is on screen. Not drawn where this browser cannot call. */
export const DialButton = ({ number, caseId }: { number: string; caseId?: string }) => {
  const me = useMe()
  const { state, call } = useStore(phone)
  if (!may(me, 'call.start') || state.name === 'none' || state.name === 'off') return null
  return (
    <IconButton
      label={call ? 'You are on a call' : `Call ${number}`}
      onClick={() => {
        if (!call) void startCall({ to: number, ...(caseId ? { caseId } : {}) })
      }}
    >
      <IconPhone size={15} stroke={1.75} aria-hidden />
    </IconButton>
  )
}
