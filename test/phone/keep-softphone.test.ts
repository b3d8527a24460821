import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { createStore, type Store } from '../../agent-console/desk/store.ts'
import { keepSoftphone } from '../../agent-console/softphone/keep-softphone.ts'
import type { SoftCall, Softphone, SoftphoneState } from '../../agent-console/softphone/softphone.ts'

const pass = { kind: 'sandbox', token: 't', identity: 'i', expiresAt: '2026-11-26T10:00:00.000Z' }
/** A softphone that registers only so often in vain. */
const softphones = (fails: number) => {
  const made: { isDestroyed: boolean; state: Store<SoftphoneState>; call: Store<SoftCall | null> }[] = []
  const open = async (): Promise<Softphone> => {
    const own = { isDestroyed: false, state: createStore<SoftphoneState>({ name: 'off' }), call: createStore<SoftCall | null>(null) }
    const nth = made.push(own)
    return {
      kind: 'sandbox',
      state: own.state,
      call: own.call,
      register: async () => {
        if (nth <= fails) throw new Error('the desk is away')
      },
      connect: () => Promise.reject(new Error('not here')),
      chooseDevices: async () => {},
      destroy: () => {
        own.isDestroyed = true
      },
    }
  }
  return { made, open }
}
const keep = (signal: AbortSignal, open: () => Promise<Softphone | null>) => {
  let over = Promise.resolve(false)
  const ready = new Promise<void>((resolve) => {
    over = keepSoftphone({ signal, open, takePass: async () => pass, follow: () => {}, ready: () => resolve() })
  })
  return { over, ready }
}

test('a softphone that cannot sign in is ended each time and leaves nothing behind; the one that can lasts until the end', async () => {
  const abort = new AbortController()
  const { made, open } = softphones(3)
  for (let nth = 0; nth < 3; nth++) await expect(keep(abort.signal, open).over).rejects.toThrow('the desk is away')
  expect(made.map((one) => one.isDestroyed)).toEqual([true, true, true])
  expect(getEventListeners(abort.signal, 'abort')).toHaveLength(0)
  const { over, ready } = keep(abort.signal, open)
  await ready
  expect(made[3]?.isDestroyed).toBe(false)
  abort.abort()
  expect(made[3]?.isDestroyed).toBe(true)
  expect(await over).toBe(true)
  expect(getEventListeners(abort.signal, 'abort')).toHaveLength(0)
})

test('one that the carrier refuses later is over, so that another is opened with a new pass; its call is not cut off for that', async () => {
  const abort = new AbortController()
  const { made, open } = softphones(0)
  const { over, ready } = keep(abort.signal, open)
  await ready
  const [own] = made
  own?.call.set({} as SoftCall)
  own?.state.set({ name: 'refused', why: 'The pass is over.' })
  await new Promise((resolve) => setImmediate(resolve))
  expect(own?.isDestroyed).toBe(false)
  own?.call.set(null)
  expect(await over).toBe(true)
  expect(own?.isDestroyed).toBe(true)
  expect(getEventListeners(abort.signal, 'abort')).toHaveLength(0)
})

test('one that opens after the end is ended at once, and a desk without one has none', async () => {
  const abort = new AbortController()
  abort.abort()
  const { made, open } = softphones(0)
  expect(await keep(abort.signal, open).over).toBe(true)
  expect(made.map((one) => one.isDestroyed)).toEqual([true])
  expect(await keep(new AbortController().signal, async () => null).over).toBe(false)
})
