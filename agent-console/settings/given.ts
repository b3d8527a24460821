import { changedOf } from '../desk/changed-of.ts'
import { ontoNow } from '../desk/onto-now.ts'

/** What somebody is about to change, and what stood there when they did. */
export interface Given<T> {
  begun: Partial<T>
  given: Partial<T>
}

/** Pure: what is shown, and of it what is to be saved: what was given, done to what is stored now. Others may have changed it meanwhile. */
export const readGiven = <T extends object>(stored: T, { begun, given }: Given<T>): { draft: T; changed: Partial<T> } => {
  const mine = ontoNow(begun, changedOf(begun as T, given), stored)
  return { draft: { ...stored, ...mine }, changed: changedOf(stored, mine) }
}

/** Pure: fields begin with what they show, so what is given of one is compared with what is stored as it is given. */
export const give = <T extends object>(stored: T, { begun, given }: Given<T>, part: Partial<T>): Given<T> => ({
  begun: { ...begun, ...Object.fromEntries(Object.keys(part).map((name) => [name, stored[name as keyof T]])) },
  given: { ...given, ...part },
})
