/** What a part can do now, in plain words. A part that is switched off is well. Anybody may read it, so it names nobody. */
export interface PartHealth {
  ok: boolean
  detail: string
}

/**
 * Remembers how the last thing asked of somebody outside ended. Whoever looks at the desk's health asks nobody by it: else a stranger who looks often
 * would make the desk ask often.
 */
export const rememberOutcome = (
  words: { unasked: string; ok: string; fault: string },
  isFault: (error: unknown) => boolean = () => true,
) => {
  let health: PartHealth = { ok: true, detail: words.unasked }
  return {
    health: (): PartHealth => health,
    /** Gives and throws what the asking does. */
    hear: async <T>(asking: Promise<T>): Promise<T> => {
      try {
        const answer = await asking
        health = { ok: true, detail: words.ok }
        return answer
      } catch (error) {
        if (isFault(error)) health = { ok: false, detail: words.fault }
        throw error
      }
    },
  }
}
