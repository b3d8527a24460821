/**
 * Things are made side by side and passed on in the order they were begun, however long each took: what was made from the latest state goes out last. One
 * that fails passes nothing on, and holds up nothing.
 */
export const createInOrder = () => {
  let before: Promise<unknown> = Promise.resolve()
  return <T>(make: () => T | Promise<T>, pass: (made: T) => void): Promise<void> => {
    const making = (async () => make())()
    const passed = Promise.all([making, before]).then(([made]) => pass(made))
    before = Promise.allSettled([before, passed]).then(() => {})
    return passed
  }
}
