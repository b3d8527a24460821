const OUT_OF_DISK_SPACE = 14031
const DUPLICATE_KEY = 11000
const NAMESPACE_NOT_FOUND = 26

const has = (error: unknown, code: number): boolean => {
  if (typeof error !== 'object' || error === null) return false
  const { code: own, writeErrors, cause } = error as { code?: unknown; writeErrors?: unknown; cause?: unknown }
  if (own === code) return true
  const list = Array.isArray(writeErrors) ? writeErrors : writeErrors ? [writeErrors] : []
  return list.some((one) => (one as { code?: unknown }).code === code) || (cause !== undefined && has(cause, code))
}

/** The store refuses to grow because the disk is nearly full: answer 503, or 451 by SMTP. */
export const isDiskFull = (error: unknown): boolean =>
  has(error, OUT_OF_DISK_SPACE) || ['disk-full', 'ENOSPC', 'EDQUOT'].includes((error as { code?: unknown } | null)?.code as string)

/** A unique index refused; `keyPattern` of the error tells which. */
export const isDuplicateKey = (error: unknown): boolean => has(error, DUPLICATE_KEY)

/** The collection is not there. */
export const isMissing = (error: unknown): boolean => has(error, NAMESPACE_NOT_FOUND)
