interface Unkept {
  text: string
  save(text: string): Promise<unknown>
}

/** What was written while talking and is not kept yet, by call. */
const unkept = new Map<string, Unkept>()
const saving = new Map<string, Promise<void>>()

export const noteWritten = (callId: string, text: string, save: Unkept['save']): void => void unkept.set(callId, { text, save })

/**
 * Keeps it now, one text after the other, and resolves when nothing is left. What ends somebody's part in a call asks for this first: nobody may
 * write in its note afterwards. Throws what `save` throws, and the words are kept with the next try.
 */
export const keepNote = (callId: string): Promise<void> => {
  const run = async (): Promise<void> => {
    const one = unkept.get(callId)
    if (!one) return
    await one.save(one.text)
    if (unkept.get(callId) === one) unkept.delete(callId)
  }
  const next = (saving.get(callId) ?? Promise.resolve()).catch(() => undefined).then(run)
  saving.set(callId, next)
  const forget = (): void => {
    if (saving.get(callId) === next) saving.delete(callId)
  }
  next.then(forget, forget)
  return next
}
