import { useSyncExternalStore } from 'react'
import { useStore } from '../desk/use-store.ts'
import type { SoftCallState } from '../softphone/softphone.ts'
import { phone } from './phone.ts'

const silent: SoftCallState = { phase: 'ended', isMuted: false, warnings: [], silence: null, isBlocked: false, why: null }
const never = () => () => {}

/** The browser's part of the call that goes on here. */
export const useSoftCall = (): SoftCallState => {
  const { call } = useStore(phone)
  return useSyncExternalStore(call?.state.subscribe ?? never, call?.state.get ?? (() => silent))
}
