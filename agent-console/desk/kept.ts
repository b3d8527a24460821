import { createStore, type Store } from './store.ts'

const prefix = 'patchbay.'
const personal = new Set<() => void>()

const read = <T>(key: string, fallback: T): T => {
  try {
    const text = localStorage.getItem(prefix + key)
    return text === null ? fallback : (JSON.parse(text) as T)
  } catch {
    // A full, forbidden or damaged storage costs the memory of this screen, nothing else.
    return fallback
  }
}

/** A value that outlives the page, in this browser. Other tabs see its changes. `isPersonal`: it goes when its owner does. */
export const createKept = <T>(key: string, fallback: T, { isPersonal = false } = {}): Store<T> => {
  const store = createStore(read(key, fallback))
  globalThis.addEventListener?.('storage', (event) => {
    if (event.key === prefix + key) store.set(read(key, fallback))
  })
  const kept: Store<T> = {
    ...store,
    set: (next) => {
      store.set(next)
      try {
        if (Object.is(next, fallback)) localStorage.removeItem(prefix + key)
        else localStorage.setItem(prefix + key, JSON.stringify(next))
      } catch {
        // As above.
      }
    },
  }
  if (isPersonal) personal.add(() => kept.set(fallback))
  return kept
}

const owner = createKept<string | null>('owner', null)

/** What this browser keeps belongs to one person: drafts of somebody else are never shown. */
export const claimKept = (memberId: string): void => {
  if (owner.get() !== null && owner.get() !== memberId) for (const forget of personal) forget()
  owner.set(memberId)
}

export const forgetKept = (): void => {
  for (const forget of personal) forget()
  owner.set(null)
}
