/**
 * Collects items for a moment and handles them together; each caller waits for the run its item is in. Of items with one key the last counts. The
 * moment is as long as a call or a message takes to somebody's screen: nobody waits for what is collected, and whoever waits is served first.
 */
export const inBatches = <T>(keyOf: (item: T) => string, run: (items: T[]) => Promise<void>, { limit = 200, pauseMs = 100 } = {}) => {
  let next: { items: Map<string, T>; done: Promise<void> } | undefined
  let last: Promise<void> = Promise.resolve()
  return (item: T): Promise<void> => {
    if (!next || next.items.size >= limit) {
      const items = new Map<string, T>()
      const paused = new Promise<void>((resolve) => setTimeout(resolve, pauseMs))
      const before = last
      const batch = {
        items,
        done: paused
          .then(() => before)
          .then(() => {
            if (next === batch) next = undefined
            return run([...items.values()])
          }),
      }
      next = batch
      // A run that fails is told to those who wait for it; the one after it begins all the same.
      last = batch.done.catch(() => {})
    }
    next.items.set(keyOf(item), item)
    return next.done
  }
}
