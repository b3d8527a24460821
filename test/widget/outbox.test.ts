import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createKeep, kept } from '../../widget/app/keep.ts'
import { createOutbox } from '../../widget/app/outbox.ts'

const storage = () => {
  const held = new Map<string, string>()
  return {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
    removeItem: (key: string) => void held.delete(key),
  }
}
let count = 0
const newId = (): string => `client-${count++}`
const at = new Date('2026-03-02T14:29:00Z')
const open = (store = storage()) => ({
  store,
  outbox: createOutbox(
    createKeep('larkfield', () => store),
    newId,
    () => {},
  ),
})

describe('what waits to be sent', () => {
  it('is there again after a reload, with the same ids and in its order', () => {
    const { store, outbox } = open()
    outbox.add('One', at)
    outbox.add('Two', at)
    expect(open(store).outbox.list()).toEqual(outbox.list())
  })
  it('is gone from the browser once the desk has it, and from the screen once its row has come', () => {
    const { store, outbox } = open()
    outbox.add('One', at)
    const id = outbox.next()?.clientId ?? ''
    outbox.taken(id)
    expect(outbox.list()).toMatchObject([{ state: 'taken' }])
    expect(open(store).outbox.list()).toEqual([])
    outbox.settle(new Set([id]))
    expect(outbox.list()).toEqual([])
  })
  it('does not hold up the next when one is refused, and can be tried again', () => {
    const { outbox } = open()
    outbox.add('Too long', at)
    outbox.add('Fine', at)
    const [first] = outbox.list()
    outbox.refused(first?.clientId ?? '', 'This is too large.')
    expect(outbox.next()?.text).toBe('Fine')
    outbox.again(first?.clientId ?? '')
    expect(outbox.next()?.text).toBe('Too long')
  })
  it.each(['', '{', '7', '{"a":1}', '[null,7,{"clientId":1}]', '[{"clientId":"a","text":"x","at":"y","reason":"","state":"taken"}]'])(
    'begins empty on what it did not write: %s',
    (text) => {
      const store = storage()
      store.setItem('patchbay:larkfield:outbox', text)
      expect(open(store).outbox.list()).toEqual([])
    },
  )
  it('loses and doubles nothing over any run of writing, sending, lost answers and reloads', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('write' as const), text: fc.string({ minLength: 1 }) }),
      fc.constant({ do: 'send' as const }),
      fc.constant({ do: 'lose the answer' as const }),
      fc.constant({ do: 'reload' as const }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let { store, outbox } = open()
        const written: string[] = []
        const desk = new Map<string, string>()
        const send = (): string => {
          const next = outbox.next()
          if (next) desk.set(next.clientId, next.text)
          return next?.clientId ?? ''
        }
        for (const one of steps) {
          if (one.do === 'write') {
            written.push(one.text)
            outbox.add(one.text, at)
          } else if (one.do === 'reload') ({ store, outbox } = open(store))
          else {
            const id = send()
            if (one.do === 'send' && id) outbox.taken(id)
          }
        }
        while (outbox.next()) outbox.taken(send())
        expect([...desk.values()]).toEqual(written)
      }),
    )
  })
  it('lasts as long as the page where the browser keeps nothing', () => {
    const keep = createKeep('larkfield', () => {
      throw new Error('SecurityError')
    })
    keep.set('token', 'x')
    expect(keep.get('token')).toBe('x')
  })
})

it('nothing of a chat that is forgotten stays in the browser', () => {
  const held = new Map<string, string>()
  const keep = createKeep('larkfield', () => ({
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => void held.set(key, value),
    removeItem: (key) => void held.delete(key),
  }))
  for (const name of kept) keep.set(name, 'x')
  // Typed while there was no line, and not told yet: it would be told for whoever comes next.
  keep.set('email-to-tell', 'nadia@frost.example')
  keep.forget()
  expect([...held.keys()]).toEqual([])
})
