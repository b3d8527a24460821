/** A run that is asked for again while it is under way is that same run. */
export const oneAtATime = (run: () => Promise<void>) => {
  let running: Promise<void> | undefined
  return {
    run: (): Promise<void> => {
      running ??= run().finally(() => {
        running = undefined
      })
      return running
    },
    /** Resolves when nothing is under way. */
    settled: async (): Promise<void> => {
      await running
    },
  }
}
