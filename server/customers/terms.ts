import { foldText, wordsOf } from './fold-text.ts'
import { isMailAddress, isPhoneNumber } from './identity.ts'

export const MAX_TERMS = 64
const MAX_LENGTH = 40

const digitsOf = (text: string): string => text.replace(/\D/g, '')

/** An address as it may be typed again: whole, in parts, a number also without its country or area. */
export const addressTerms = (address: string): string[] => {
  if (isPhoneNumber(address)) {
    const digits = digitsOf(address)
    return [digits, digits.slice(-10), digits.slice(-7)]
  }
  return isMailAddress(address) ? [foldText(address), ...wordsOf(address)] : []
}

/** The first 64 different terms, each at most 40 characters: what one small document is found by. */
export const keepTerms = (terms: Iterable<string>): string[] => {
  const kept = new Set<string>()
  for (const term of terms) {
    if (term !== '') kept.add(term.slice(0, MAX_LENGTH))
    if (kept.size >= MAX_TERMS) break
  }
  return [...kept]
}

/** What somebody looks for, as terms: the last one may be unfinished. A number keeps together however it is grouped. */
export const queryTerms = (query: string): string[] => {
  const text = query.trim().slice(0, 200)
  if (/^\+?[\d\s()./-]+$/.test(text) && digitsOf(text).length >= 7) return [digitsOf(text).slice(0, MAX_LENGTH)]
  const terms = text.split(/\s+/).flatMap((word) => (isMailAddress(word) ? [foldText(word)] : wordsOf(word)))
  return terms.slice(0, 8).map((term) => term.slice(0, MAX_LENGTH))
}

/**
 * A filter on an array of terms: every word, the last one as a beginning. A beginning is a range, never a regular expression, so nothing that is
 * typed can cost more than a look-up (SECURITY A4). Null: nothing to look for. `asked`: which of the words.
 */
export const termsFilter = (query: string, asked = (terms: string[]): string[] => terms): Record<string, unknown> | null => {
  const terms = asked(queryTerms(query))
  const last = terms.pop()
  if (last === undefined) return null
  return { $and: [{ terms: { $elemMatch: { $gte: last, $lt: `${last}\uffff` } } }, ...terms.map((term) => ({ terms: term }))] }
}

/** The same question put to terms already at hand. */
export const matchesTerms = (query: string, held: readonly string[]): boolean => {
  const terms = queryTerms(query)
  const last = terms.pop()
  return last !== undefined && held.some((term) => term.startsWith(last)) && terms.every((term) => held.includes(term))
}
