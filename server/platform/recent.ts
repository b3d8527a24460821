/** A bounded memory of what was used last: the oldest goes first. */
export const createRecent = <K, V>(limit: number) => {
  const map = new Map<K, V>()
  return {
    get: (key: K): V | undefined => {
      const value = map.get(key)
      if (value !== undefined) {
        map.delete(key)
        map.set(key, value)
      }
      return value
    },
    set: (key: K, value: V): void => {
      map.delete(key)
      map.set(key, value)
      if (map.size > limit) map.delete(map.keys().next().value as K)
    },
    delete: (key: K): void => {
      map.delete(key)
    },
    has: (key: K): boolean => map.has(key),
  }
}
