import { useCallback, useEffect, useRef } from 'react'
import type { CallView } from '../../server/calls/wire.ts'
import { useStore } from '../desk/use-store.ts'
import { useMe } from '../frame/me.ts'
import { callActs } from './call-acts.ts'
import { isWrappedUpBy } from './part-of.ts'
import { isStarting, joinCall, phone, startPhone } from './phone.ts'
import { useHeadset } from './use-headset.ts'
import { useHeadsetButtons } from './use-headset-buttons.ts'
import { useHeldNews } from './use-held-news.ts'
import { useMyCalls } from './use-my-calls.ts'

/** A call of mine that waits for this browser: just accepted, or lost by a reload. Each wait is answered once. */
const waitsForMe = (call: CallView, meId: string): boolean => call.agentId === meId && call.joinBy !== null

/** Once for the whole desk: the tab is the phone, and comes (back) into the call it is waited for in. */
export const usePhoneLine = (): void => {
  const me = useMe()
  const calls = useMyCalls()
  const { state, callId } = useStore(phone)
  const answered = useRef(new Set<string>())
  useHeldNews(calls, me.id)
  useEffect(startPhone, [])
  const mine = calls.find((call) => call.agentId === me.id && !isWrappedUpBy(call, me.id))
  const latest = useRef(mine)
  latest.current = mine
  // Ending the agent's own line alone would put the customer on hold: the button means the call.
  const hangUp = useCallback(() => {
    if (latest.current) void callActs.hangUp(latest.current)
    else phone.get().call?.hangUp()
  }, [])
  useHeadset(hangUp)
  useHeadsetButtons(hangUp)
  // The desk may say that it waits before the line here is seen to have ended: then it is looked at again.
  useEffect(() => {
    if (state.name !== 'ready') return
    const waiting = calls.find((call) => waitsForMe(call, me.id) && callId !== call.id && !(call.direction === 'out' && isStarting()))
    if (!waiting) return
    const key = `${waiting.id} ${waiting.joinBy}`
    if (answered.current.has(key)) return
    answered.current.add(key)
    void joinCall(waiting.id)
  }, [state.name, callId, calls, me.id])
}
