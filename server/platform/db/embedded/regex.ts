import { failedToParse, StoreError } from './errors.ts'

/** Patterns are data from callers; a long one costs compile time before the first match. */
const LONGEST_PATTERN = 2000
const LITERAL_PREFIX = /^\^((?:[^\\^$.*+?()[\]{}|]|\\[\\^$.*+?()[\]{}|/-])+)$/

export interface CompiledRegex {
  test(text: string): boolean
  /** Set when the pattern is only an anchored literal: such a test takes linear time and can use an index. */
  prefix: string | undefined
}

const invalid = (message: string) => new StoreError(51091, 'Location51091', `Regular expression is invalid: ${message}`)

export const compileRegex = (pattern: string, options: string): CompiledRegex => {
  if (pattern.length > LONGEST_PATTERN) throw invalid(`longer than ${LONGEST_PATTERN} characters`)
  if (/[^imsu]/.test(options)) throw failedToParse(`The regular expression option '${options}' is not supported; use i, m, s or u.`)
  const literal = /^[su]*$/.test(options) ? LITERAL_PREFIX.exec(pattern)?.[1] : undefined
  if (literal !== undefined) {
    const prefix = literal.replace(/\\(.)/g, '$1')
    return { test: (text) => text.startsWith(prefix), prefix }
  }
  try {
    const regex = new RegExp(pattern, [...new Set(options)].join(''))
    return { test: (text) => regex.test(text), prefix: undefined }
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error))
  }
}
