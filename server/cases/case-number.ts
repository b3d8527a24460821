import { batchInserts } from '../platform/batch.ts'
import { isDuplicateKey } from '../platform/db/database-errors.ts'
import { early } from '../platform/db/early.ts'
import type { IndexSpec } from '../platform/db/indexes.ts'
import { AppError } from '../platform/errors.ts'
import type { Platform } from '../platform/room.ts'

const FIRST = 1000
const ATTEMPTS = 1000

/**
 * Gives a case its number: the next free one, found by inserting it (never by counting up a document, which every process would wait for).
 * The same case gets the same number again.
 */
export const createCaseNumbers = (platform: Pick<Platform, 'connection' | 'isOnlyProcess'>) => {
  const numbers = platform.connection.collection<{ _id: number; caseId: string }>('case_numbers')
  const insert = batchInserts<{ _id: number; caseId: string }>(numbers, early(platform))
  let last: number | undefined
  return async (caseId: string): Promise<number> => {
    if (last === undefined) {
      const [newest] = await numbers.find().sort({ _id: -1 }).limit(1).toArray()
      last = Math.max(last ?? 0, newest?._id ?? FIRST)
    }
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      last += 1
      const number = last
      try {
        await insert({ _id: number, caseId })
        return number
      } catch (error) {
        const { keyPattern } = error as { keyPattern?: Record<string, unknown> }
        if (!isDuplicateKey(error)) throw error
        const mine = keyPattern && '_id' in keyPattern ? null : await numbers.findOne({ caseId })
        if (mine) return mine._id
      }
    }
    throw new AppError('busy', 'unavailable', 'No case number could be had. Try again.')
  }
}

export const caseNumberIndexes: IndexSpec[] = [{ collection: 'case_numbers', key: { caseId: 1 }, unique: true }]
