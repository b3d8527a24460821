import { useEffect, useRef } from 'react'
import type { CallView } from '../../server/calls/wire.ts'
import { call as ask } from '../desk/call.ts'
import { pushToast } from '../frame/toasts.ts'
import { heldWords, partyName } from './call-words.ts'

const tell = async (callId: string, meId: string): Promise<void> => {
  const call = await ask<CallView>({ method: 'GET', path: `/calls/${callId}` })
  if (call.callback?.state === 'waiting' && call.callback.notBy === meId)
    return pushToast(`${partyName(call)} was not called: you have called out as often as you may for now. A colleague is asked instead.`)
  if (call.callback?.refusedFor) return pushToast(`${partyName(call)} was not called: they may not be called any more.`)
  const held = heldWords(call, Date.now())
  if (held) pushToast(`${partyName(call)} was not called. ${held.until}: ${held.why}.`)
}

/** A callback that I accepted and that may not be made now goes from my line by itself: I am told why. */
export const useHeldNews = (calls: readonly CallView[], meId: string): void => {
  const mine = calls.find((one) => one.agentId === meId && one.phase === 'connecting' && one.callback?.state === 'waiting')?.id
  const before = useRef<string | undefined>(undefined)
  useEffect(() => {
    const left = before.current
    before.current = mine
    const isGone = left !== undefined && left !== mine && !calls.some((one) => one.id === left)
    // The news is a courtesy: the list of callbacks says the same.
    if (isGone) void tell(left, meId).catch(() => undefined)
  }, [mine, calls, meId])
}
