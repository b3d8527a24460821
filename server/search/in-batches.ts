/** Collects keys for a moment and handles them together; each caller waits for the run its key is in. Equal keys are handled once. */
export const inBatches = (run: (keys: string[]) => Promise<void>, { limit = 200, pauseMs = 25 } = {}) => {
  let next: { keys: Set<string>; done: Promise<void> } | undefined
  let last: Promise<void> = Promise.resolve()
  return (key: string): Promise<void> => {
    if (!next || next.keys.size >= limit) {
      const keys = new Set<string>()
      const paused = new Promise<void>((resolve) => setTimeout(resolve, pauseMs))
      const before = last
      const batch = {
        keys,
        done: paused
          .then(() => before)
          .then(() => {
            if (next === batch) next = undefined
            return run([...keys])
          }),
      }
      next = batch
      // A run that fails is told to those who wait for it; the one after it begins all the same.
      last = batch.done.catch(() => {})
    }
    next.keys.add(key)
    return next.done
  }
}
