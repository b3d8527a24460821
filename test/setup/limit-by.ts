import { limits } from '../../server/limits.ts'
import type { Limit } from '../../server/platform/limit.ts'

/** Sizes as the table has them; how often is what the test says, and as often as one likes unless told. */
export const limitBy = (take: (name: string, key: string) => Promise<void> = async () => {}): Limit =>
  Object.assign((name: string, key: string) => take(name, key), {
    bounds: (name: string) => {
      const row = limits[name]
      if (!row) throw new Error(`no row ${name}`)
      return row
    },
    enter: (name: string, key: string) => take(name, key),
  })
