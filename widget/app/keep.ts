/** The part of `localStorage` that is used: tests bring their own. */
export interface Storage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

const inMemory = (): Storage => {
  const held = new Map<string, string>()
  return {
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => void held.set(key, value),
    removeItem: (key) => void held.delete(key),
  }
}

/** All that is ever kept, and so all that is to be forgotten. */
export const kept = ['token', 'outbox', 'email', 'email-to-tell', 'name', 'read', 'draft', 'draft-name', 'draft-email'] as const
type Kept = (typeof kept)[number]

/** What stays in this browser for one site. Browsers may forbid storage in frames: then it lasts as long as the page. */
export const createKeep = (site: string, open: () => Storage) => {
  let storage: Storage
  try {
    storage = open()
    storage.getItem('')
  } catch {
    storage = inMemory()
  }
  const key = (name: Kept): string => `patchbay:${site}:${name}`
  return {
    key,
    get: (name: Kept): string => storage.getItem(key(name)) ?? '',
    set: (name: Kept, value: string): void => {
      try {
        if (value) storage.setItem(key(name), value)
        else storage.removeItem(key(name))
      } catch {
        // Full or forbidden: what is on screen still works until the page goes.
        if (value) console.error('patchbay: this browser keeps nothing')
      }
    },
    forget: (): void => {
      for (const name of kept) storage.removeItem(key(name))
    },
  }
}

export type Keep = ReturnType<typeof createKeep>
