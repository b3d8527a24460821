import { addressTerms, type Customer, keepTerms, wordsOf } from '../customers/index.ts'
import type { FoundCase, FoundMessage } from './faces.ts'

/** Words too common to find anything by. */
const COMMON = new Set(
  (
    'a about after all also am an and any are as at be because been but by can could did do does for from get got had has have he hello her hi him ' +
    'his how i if in into is it its just kind like me my no not of on or our out please regards she should so some than thank thanks that the their ' +
    'them then there they this to too up us was we were what when where which who why will with would you your'
  ).split(' '),
)
/**
 * Pure: of a question's terms those that every kind of document can be found by, since messages are filed without common words and single letters. The
 * last may be the beginning of a word. A question of nothing else stays as it was asked.
 */
export const askable = (terms: readonly string[]): string[] => {
  const kept = terms.filter((term, at) => !COMMON.has(term) && (term.length > 1 || at === terms.length - 1))
  return kept.length > 0 ? kept : [...terms]
}
const telling = (words: readonly string[]): string[] => words.filter((word) => word.length > 1 && !COMMON.has(word))

/** Longest part of a text that is looked at. */
const LONGEST = 4_000

export const termsOfMessage = ({ from, to, subject, text }: FoundMessage): string[] =>
  keepTerms([
    ...addressTerms(from.address),
    ...wordsOf(from.name ?? ''),
    ...to.flatMap((one) => addressTerms(one.address)),
    ...telling(wordsOf(subject)),
    ...telling(wordsOf(text.slice(0, LONGEST))),
  ])

export const termsOfCase = ({ number, tags }: Pick<FoundCase, 'number' | 'tags'>, title: string): string[] =>
  keepTerms([String(number), ...wordsOf(title), ...tags.flatMap(wordsOf)])

export const termsOfCustomer = ({ name, company, title, plan, identities }: Customer): string[] =>
  keepTerms([
    ...wordsOf(name),
    ...identities.flatMap((one) => addressTerms(one.address)),
    ...wordsOf(company),
    ...wordsOf(title),
    ...wordsOf(plan),
  ])
