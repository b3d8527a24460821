/** What to do so that what is held becomes what is wanted. Pure. */
export interface Changes<T> {
  open: [string, T][]
  follow: [string, T][]
  close: string[]
}

/** `again`: what is held under the same key is another thing now, and is closed before it is opened anew. */
export const changesOf = <T, H>(
  held: ReadonlyMap<string, H>,
  wanted: ReadonlyMap<string, T>,
  again: (held: H, wanted: T) => boolean,
): Changes<T> => {
  const changes: Changes<T> = { open: [], follow: [], close: [] }
  for (const key of held.keys()) if (!wanted.has(key)) changes.close.push(key)
  for (const [key, one] of wanted) {
    const before = held.get(key)
    if (before === undefined) changes.open.push([key, one])
    else if (again(before, one)) {
      changes.close.push(key)
      changes.open.push([key, one])
    } else changes.follow.push([key, one])
  }
  return changes
}
