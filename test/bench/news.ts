export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)))

/** Wakes whoever waits for something to change, each once. */
export const createNews = () => {
  let waiting: (() => void)[] = []
  return {
    changed: (): Promise<void> => new Promise((resolve) => waiting.push(resolve)),
    tell: (): void => {
      const heard = waiting
      waiting = []
      for (const one of heard) one()
    },
  }
}
