import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { CallView } from '../../server/calls/wire.ts'
import { useStore } from '../desk/use-store.ts'
import { useMe } from '../frame/me.ts'
import type { SoftCallState } from '../softphone/softphone.ts'
import { joinCall, phone, startPhone } from './phone.ts'
import { useMyCalls } from './use-my-calls.ts'

const silent: SoftCallState = { phase: 'ended', isMuted: false, warnings: [], silence: null, isBlocked: false, why: null }
const never = () => () => {}

/** The browser's part of the call that goes on here. */
export const useSoftCall = (): SoftCallState => {
  const { call } = useStore(phone)
  return useSyncExternalStore(call?.state.subscribe ?? never, call?.state.get ?? (() => silent))
}

/** A call of mine that waits for this browser: just accepted, or lost by a reload. Each wait is answered once. */
const waitsForMe = (call: CallView, meId: string): boolean => call.agentId === meId && call.joinBy !== null

/** Once for the whole desk: the tab is the phone, and comes (back) into the call it is waited for in. */
export const usePhoneLine = (): void => {
  const me = useMe()
  const calls = useMyCalls()
  const { state } = useStore(phone)
  const answered = useRef(new Set<string>())
  useEffect(startPhone, [])
  useEffect(() => {
    if (state.name !== 'ready') return
    const waiting = calls.find((call) => waitsForMe(call, me.id) && phone.get().callId !== call.id)
    if (!waiting) return
    const key = `${waiting.id} ${waiting.joinBy}`
    if (answered.current.has(key)) return
    answered.current.add(key)
    void joinCall(waiting.id)
  }, [state.name, calls, me.id])
}
