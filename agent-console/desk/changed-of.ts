export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Pure: what of `next` differs from what is stored. The audit should say what was changed, and no more. */
export const changedOf = <T extends object>(stored: T, next: Partial<T>): Partial<T> =>
  Object.fromEntries(Object.entries(next).filter(([name, value]) => !isSame(value, stored[name as keyof T]))) as Partial<T>
