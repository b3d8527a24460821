/**
 * Polls until `check` gives a truthy value; fails with the last error or value after `timeoutMs`. The tests' only way to wait. `everyMs`: for what takes
 * its time, so that looking does not wear out what one may ask in a minute, nor a browser that has the cores to share.
 */
export const waitFor = async <T>(
  check: () => T | Promise<T>,
  { timeoutMs = 30_000, everyMs = 10, what = 'the condition' } = {},
): Promise<NonNullable<T>> => {
  const until = Date.now() + timeoutMs
  let last: unknown
  for (;;) {
    try {
      const value = await check()
      if (value) return value as NonNullable<T>
      last = value
    } catch (error) {
      last = error
    }
    if (Date.now() > until)
      throw new Error(
        `${what} did not come true in ${timeoutMs} ms; last seen: ${last instanceof Error ? last.stack : JSON.stringify(last)}`,
      )
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}
