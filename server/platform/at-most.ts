/** Lets so many in at once; whoever comes later waits for one to leave, in the order they came. */
export const atMost = (limit: number) => {
  const waiting: (() => void)[] = []
  let inside = 0
  return {
    enter: async (): Promise<void> => {
      if (inside < limit) inside += 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
    },
    /** The place of whoever leaves goes to the first that waits. */
    leave: (): void => {
      const next = waiting.shift()
      if (next) next()
      else inside -= 1
    },
  }
}
