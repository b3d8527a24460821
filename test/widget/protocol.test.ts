import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readToApp, readToHost, type ToApp, type ToHost, wrap } from '../../widget/protocol.ts'

const toApp: ToApp[] = [
  { type: 'hello', page: 'https://shop.example/heron', theme: 'auto' },
  { type: 'opened' },
  { type: 'closed' },
  { type: 'identify', token: 'a.b.c' },
  { type: 'forget' },
]
const toHost: ToHost[] = [
  { type: 'ready', name: 'Larkfield Cycles' },
  { type: 'close' },
  { type: 'unread', count: 2 },
  { type: 'begun', has: true },
]

describe('what page and frame say to each other', () => {
  it.each(toApp)('reaches the app: %o', (message) => expect(readToApp(wrap(message))).toEqual(message))
  it.each(toHost)('reaches the page: %o', (message) => expect(readToHost(wrap(message))).toEqual(message))

  it.each([
    { type: 'opened' },
    { patchbay: 2, type: 'opened' },
    { patchbay: 1, type: 'navigate', to: 'https://evil.example' },
    { patchbay: 1, type: 'identify' },
    { patchbay: 1, type: 'identify', token: 7 },
    { patchbay: 1, type: 'identify', token: 'x'.repeat(5000) },
    { patchbay: 1, type: 'hello', page: 'https://shop.example' },
    { patchbay: 1, type: 'hello', page: 'https://shop.example', theme: 'url(evil)' },
    { patchbay: 1, type: 'unread', count: -1 },
    { patchbay: 1, type: 'unread', count: '<b>' },
    { patchbay: 1, type: 'ready', name: {} },
  ])('drops %o', (data) => {
    expect(readToApp(data)).toBeNull()
    expect(readToHost(data)).toBeNull()
  })
  it('carries no field that is not its own', () => {
    expect(readToApp({ ...wrap({ type: 'opened' }), __proto__: null, token: 'x', extra: 1 })).toEqual({ type: 'opened' })
  })
  it('never fails on anything', () => {
    fc.assert(
      fc.property(fc.anything(), (data) => {
        readToApp(data)
        readToHost(data)
      }),
    )
  })
})
