import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { createStore } from '../../agent-console/desk/store.ts'
import { keepSoftphone } from '../../agent-console/softphone/keep-softphone.ts'
import type { SoftCall, Softphone, SoftphoneState } from '../../agent-console/softphone/softphone.ts'

const pass = { kind: 'sandbox', token: 't', identity: 'i', expiresAt: '2026-11-26T10:00:00.000Z' }
/** A softphone that registers only so often in vain. */
const softphones = (fails: number) => {
  const made: { isDestroyed: boolean }[] = []
  const open = async (): Promise<Softphone> => {
    const own = { isDestroyed: false }
    const nth = made.push(own)
    return {
      kind: 'sandbox',
      state: createStore<SoftphoneState>({ name: 'off' }),
      call: createStore<SoftCall | null>(null),
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
const keep = (signal: AbortSignal, open: () => Promise<Softphone | null>) =>
  keepSoftphone({ signal, open, takePass: async () => pass, follow: () => {} })

test('a softphone that cannot sign in is ended each time and leaves nothing behind; the one that can lasts until the end', async () => {
  const abort = new AbortController()
  const { made, open } = softphones(3)
  for (let nth = 0; nth < 3; nth++) await expect(keep(abort.signal, open)).rejects.toThrow('the desk is away')
  expect(made.map((one) => one.isDestroyed)).toEqual([true, true, true])
  expect(getEventListeners(abort.signal, 'abort')).toHaveLength(0)
  await keep(abort.signal, open)
  expect(made[3]).toEqual({ isDestroyed: false })
  expect(getEventListeners(abort.signal, 'abort')).toHaveLength(1)
  abort.abort()
  expect(made[3]).toEqual({ isDestroyed: true })
})

test('one that opens after the end is ended at once, and a desk without one has none', async () => {
  const abort = new AbortController()
  abort.abort()
  const { made, open } = softphones(0)
  expect(await keep(abort.signal, open)).toBeNull()
  expect(made).toEqual([{ isDestroyed: true }])
  expect(await keep(new AbortController().signal, async () => null)).toBeNull()
})
