import { createKept } from '../desk/kept.ts'
import { createStore, type Store } from '../desk/store.ts'
import { fictional, toE164 } from './number.ts'
import { createPhone, type Phone } from './phone.ts'
import { createSound, type Sound } from './sound.ts'

export interface Placed {
  key: string
  /** E.164. */
  number: string
  /** As typed; empty until somebody types: then the desk's first number stands there. */
  to: string
  phone: Phone
}

/** All telephones of the page. They are the same ones after the page was loaded again, so a call is found again too. */
export interface Phones {
  all: Store<readonly Placed[]>
  sound: Sound
  add(): void
  remove(key: string): void
  /** Another number is another telephone at the same place. False if it is none. */
  renumber(key: string, typed: string): boolean
  aim(key: string, to: string): void
}

const STORED = 'patchbay.phones'
/** What this browser's phone was called last, for the next page that opens. */
const lastNumber = createKept('phone-number', '')

type Stored = Pick<Placed, 'key' | 'number' | 'to'>

const isStored = (one: Partial<Stored> | null): one is Stored =>
  typeof one?.key === 'string' && typeof one.number === 'string' && typeof one.to === 'string' && toE164(one.number) === one.number

/** A page that was duplicated brings its storage along, but two pages are two phones: only one that was loaded again keeps its keys. */
const isReload = (): boolean =>
  (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming | undefined)?.type === 'reload'

const read = (): Stored[] => {
  try {
    const found = JSON.parse(sessionStorage.getItem(STORED) ?? '[]') as unknown
    return Array.isArray(found) ? found.filter(isStored) : []
  } catch {
    // A damaged or forbidden storage costs the call that was going on, nothing else.
    return []
  }
}

const newKey = (): string => crypto.randomUUID()

/** What the address asks of a phone that is opened: its own number, and whom it calls. It is asked once: a reload is the same phone. */
const asked = (): { from: string | null; to: string } => {
  const query = new URLSearchParams(location.search)
  if (query.size > 0) history.replaceState(null, '', location.pathname)
  return { from: toE164(query.get('from') ?? ''), to: toE164(query.get('to') ?? '') ?? '' }
}

export const createPhones = (): Phones => {
  const sound = createSound()
  const place = ({ key, number, to }: Stored): Placed => ({ key, number, to, phone: createPhone({ key, number, sound }) })
  const kept = read().map((one) => (isReload() ? one : { ...one, key: newKey() }))
  const { from, to } = asked()
  const first: Stored = { key: newKey(), number: from ?? toE164(lastNumber.get()) ?? fictional(Math.random()), to }
  const all = createStore<readonly Placed[]>((kept.length > 0 ? kept : [first]).map(place))
  const keep = (next: readonly Placed[]): void => {
    all.set(next)
    try {
      sessionStorage.setItem(STORED, JSON.stringify(next.map(({ key, number, to }) => ({ key, number, to }))))
    } catch {
      // As above.
    }
  }
  keep(all.get())
  const change = (key: string, changed: (one: Placed) => Placed): void =>
    keep(all.get().map((one) => (one.key === key ? changed(one) : one)))
  return {
    all,
    sound,
    add: () => {
      const taken = new Set(all.get().map(({ number }) => number))
      let number = fictional(Math.random())
      while (taken.has(number)) number = fictional(Math.random())
      keep([...all.get(), place({ key: newKey(), number, to: all.get().at(-1)?.to ?? '' })])
    },
    remove: (key) => {
      all
        .get()
        .find((one) => one.key === key)
        ?.phone.close()
      keep(all.get().filter((one) => one.key !== key))
    },
    renumber: (key, typed) => {
      const number = toE164(typed)
      if (!number) return false
      change(key, (one) => {
        if (one.number === number) return one
        one.phone.close()
        return place({ key: newKey(), number, to: one.to })
      })
      if (all.get()[0]?.number === number) lastNumber.set(number)
      return true
    },
    aim: (key, to) => change(key, (one) => ({ ...one, to })),
  }
}
