import { useState } from 'react'
import { changedOf } from '../desk/changed-of.ts'

/** What somebody is about to change: it stays when others change the rest meanwhile. */
export const useDraft = <T extends object>(stored: T) => {
  const [given, setGiven] = useState<Partial<T>>({})
  const changed = changedOf(stored, given)
  return {
    draft: { ...stored, ...given },
    changed,
    isChanged: Object.keys(changed).length > 0,
    set: (part: Partial<T>): void => setGiven((before) => ({ ...before, ...part })),
    reset: (): void => setGiven({}),
  }
}
