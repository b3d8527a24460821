import { useState } from 'react'
import { type Given, give, readGiven } from './given.ts'

/** It stays when others change the rest meanwhile. */
export const useDraft = <T extends object>(stored: T) => {
  const [held, setHeld] = useState<Given<T>>({ begun: {}, given: {} })
  const { draft, changed } = readGiven(stored, held)
  return {
    draft,
    changed,
    isChanged: Object.keys(changed).length > 0,
    set: (part: Partial<T>): void => setHeld((before) => give(stored, before, part)),
    reset: (): void => setHeld({ begun: {}, given: {} }),
  }
}
