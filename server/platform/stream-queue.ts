/** Runs tasks of one key one after another, tasks of different keys side by side. */
export const createQueueByKey = () => {
  const tails = new Map<string, Promise<unknown>>()
  return <T>(key: string, task: () => Promise<T>): Promise<T> => {
    const before = tails.get(key) ?? Promise.resolve()
    const run = before.then(task, task)
    tails.set(key, run)
    const clear = (): void => {
      if (tails.get(key) === run) tails.delete(key)
    }
    run.then(clear, clear)
    return run
  }
}
