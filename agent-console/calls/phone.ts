import type { CallView, SoftphoneAccess } from '../../server/calls/wire.ts'
import { post } from '../desk/call.ts'
import { DeskError, messageOf } from '../desk/desk-error.ts'
import { createStore } from '../desk/store.ts'
import { pushToast } from '../frame/toasts.ts'
import { inCall } from '../softphone/in-call.ts'
import { keepSoftphone } from '../softphone/keep-softphone.ts'
import { openSoftphone } from '../softphone/open-softphone.ts'
import type { SoftCall, Softphone, SoftphoneState } from '../softphone/softphone.ts'

export interface Phone {
  /** `elsewhere`: another tab of this browser is the phone. `none`: this desk has no phone. */
  state: SoftphoneState | { name: 'elsewhere' } | { name: 'none' }
  /** The call this tab takes part in, and which of the desk's it is. */
  call: SoftCall | null
  callId: string | null
}

export const phone = createStore<Phone>({ state: { name: 'off' }, call: null, callId: null })
phone.subscribe(() => inCall.set(phone.get().call !== null))
const change = (next: Partial<Phone>): void => phone.set({ ...phone.get(), ...next })

let softphone: Softphone | null = null
/** The test call that goes on. To everything else it is no call: offers ring, and any call may begin. */
let test: { call: Promise<SoftCall | null>; isLeft: boolean } | null = null
const takePass = (): Promise<SoftphoneAccess> => post<SoftphoneAccess>('/softphone')

/** Resolves when the phone is over. */
const open = async (signal: AbortSignal): Promise<void> => {
  const pass = await takePass()
  const isPhone = await keepSoftphone({
    signal,
    takePass,
    open: () => openSoftphone(pass.kind),
    follow: (one) => {
      const follow = (): void => {
        const call = test ? null : one.call.get()
        if (!signal.aborted) change({ state: one.state.get(), call, ...(call ? {} : { callId: null }) })
      }
      one.state.subscribe(follow)
      one.call.subscribe(follow)
      follow()
    },
    ready: (one) => {
      if (!signal.aborted) softphone = one
    },
  })
  if (isPhone || signal.aborted) return
  change({ state: { name: 'none' } })
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}

const AGAIN_MS = 5_000

/**
 * The phone of this browser: one tab has it, the others say so and take over when that one closes. A desk that cannot be reached is asked again.
 */
export const startPhone = (): (() => void) => {
  const abort = new AbortController()
  const hold = async (): Promise<void> => {
    while (!abort.signal.aborted) {
      const state = await open(abort.signal).then(
        (): SoftphoneState => ({ name: 'lost', since: Date.now() }),
        (error): SoftphoneState => {
          const isRefused = error instanceof DeskError && error.code === 'softphone-refused'
          return isRefused ? { name: 'refused', why: error.message } : { name: 'lost', since: Date.now() }
        },
      )
      if (abort.signal.aborted) return
      change({ state })
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
  }
  if (!navigator.locks) void hold()
  else {
    const waiting = setTimeout(() => change({ state: { name: 'elsewhere' } }), 500)
    navigator.locks
      .request('patchbay.phone', { signal: abort.signal }, () => {
        clearTimeout(waiting)
        return hold()
      })
      .catch(() => {
        // Signed out before this tab was the phone.
        clearTimeout(waiting)
      })
  }
  return () => {
    abort.abort()
    softphone = null
    phone.set({ state: { name: 'off' }, call: null, callId: null })
  }
}

/** Ends the test call, if one goes on. */
export const leaveTest = async (): Promise<void> => {
  const left = test
  if (!left) return
  left.isLeft = true
  const call = await left.call.catch(() => null)
  call?.hangUp()
  if (test === left) test = null
}

/** Brings this tab into a test call; null when it was left before it began. Throws DeskError. */
export const connectTest = async (takeDial: () => Promise<string>): Promise<SoftCall | null> => {
  const own = softphone
  if (!own || test || phone.get().call) throw new DeskError('call-in-progress', 'conflict', 'The phone is not free now.')
  const made = { isLeft: false, call: Promise.resolve<SoftCall | null>(null) }
  test = made
  const forget = (): void => {
    if (test === made) test = null
  }
  made.call = takeDial().then((dialId) => (made.isLeft ? null : own.connect({ dialId })))
  try {
    const call = await made.call
    if (!call) return null
    call.state.subscribe(() => call.state.get().phase === 'ended' && forget())
    if (call.state.get().phase === 'ended') forget()
    return call
  } catch (error) {
    forget()
    throw error
  }
}

const connect = async (callId: string, dialId: string): Promise<void> => {
  if (!softphone) throw new Error('no softphone')
  await leaveTest()
  const call = await softphone.connect({ dialId })
  change({ call, callId })
}

const joining = new Set<string>()
let starting = 0
/** A call of ours is being made: its line is opened by who makes it. */
export const isStarting = (): boolean => starting > 0

/** Brings this tab into a call: after accepting, after a reload, to listen. The desk says by which dial. Says in words why it did not work. */
export const joinCall = async (callId: string, way: 'join' | 'listen' = 'join'): Promise<boolean> => {
  if (joining.has(callId)) return true
  joining.add(callId)
  try {
    const { dialId } = await post<{ dialId: string }>(`/calls/${callId}/${way}`)
    await connect(callId, dialId)
    return true
  } catch (error) {
    pushToast(`Not on the line: ${softphone ? messageOf(error) : 'this tab is not your phone.'}`, { tone: 'failed' })
    return false
  } finally {
    joining.delete(callId)
  }
}

interface Started {
  call: CallView
  dialId: string
}

/** Calls somebody: our own line comes first, then theirs rings. */
export const startCall = async (to: { to: string; caseId?: string; queueId?: string } | { agentId: string }): Promise<CallView | null> => {
  starting += 1
  try {
    const { call, dialId } = 'agentId' in to ? await post<Started>(`/staff/${to.agentId}/call`) : await post<Started>('/calls', to)
    joining.add(call.id)
    await connect(call.id, dialId).finally(() => joining.delete(call.id))
    return call
  } catch (error) {
    pushToast(`Not called: ${messageOf(error)}`, { tone: 'failed' })
    return null
  } finally {
    starting -= 1
  }
}
