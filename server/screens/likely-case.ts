import type { CaseRow } from '../cases/wire.ts'
import { wordsOf } from '../customers/index.ts'

/** What is known of why somebody comes now. */
export interface CaseClues {
  /** Where they wait. */
  queueId: string
  /** Whether they chose that queue, by a phone menu or a site. */
  hasChosen: boolean
  /** Numbers they keyed or named: of an order, of a case. Never secrets. */
  numbers: readonly string[]
  /** What they chose and said. */
  words: readonly string[]
  now: number
}

export interface RankedCase {
  case: CaseRow
  /** Why it may be this one, the strongest first. */
  why: string[]
  score: number
}

const HOUR_MS = 3_600_000
const LIKELY = 4
/** Words of menus that stand in any case. */
const EMPTY = new Set(
  'the and for with about from your our you how what that this somebody something person press order orders help back'.split(' '),
)
const tellingOf = (text: string): Set<string> => new Set(wordsOf(text).filter((word) => word.length > 3 && !EMPTY.has(word)))
/** `refund` and `refunds`, `return` and `returned` are one matter. */
const isSameWord = (a: string, b: string): boolean => a === b || (a.length > 4 && b.length > 4 && (a.startsWith(b) || b.startsWith(a)))

const textOf = (row: CaseRow): string => `${row.number} ${row.title} ${row.tags.join(' ')} ${row.preview}`
/** A word that stands in all of several cases, such as what a shop sells, tells none from another. */
const isTelling = (word: string, texts: readonly ReadonlySet<string>[]): boolean => {
  const holding = texts.filter((own) => [...own].some((one) => isSameWord(word, one))).length
  return holding > 0 && (texts.length === 1 || holding < texts.length)
}

const reasonsFor = (row: CaseRow, clues: CaseClues, all: readonly ReadonlySet<string>[]): { why: string; score: number }[] => {
  const text = textOf(row)
  const keyed = clues.numbers.find((one) => wordsOf(text).some((word) => word === one || (one.length > 4 && word.endsWith(one))))
  const own = tellingOf(text)
  const shared = [...new Set(clues.words.flatMap((one) => [...tellingOf(one)]))].find(
    (word) => [...own].some((one) => isSameWord(word, one)) && isTelling(word, all),
  )
  const age = row.lastMessageAt === null ? Number.POSITIVE_INFINITY : clues.now - Date.parse(row.lastMessageAt)
  const found = [
    keyed && { score: 6, why: `${keyed} was keyed, and stands in it` },
    shared && { score: 3, why: `chosen on the menu: ${shared}` },
    row.isAwaitingReply && { score: 3, why: 'waits for our answer' },
    clues.hasChosen && row.queueId === clues.queueId && { score: 2, why: 'in the queue they chose' },
    age < 24 * HOUR_MS && { score: 2, why: 'something was said within a day' },
    age >= 24 * HOUR_MS && age < 7 * 24 * HOUR_MS && { score: 1, why: 'something was said this week' },
    row.status === 'waiting' && { score: 1, why: 'we wait for them' },
    all.length === 1 && { score: 2, why: 'their only open case' },
  ]
  return found.filter((one): one is { why: string; score: number } => typeof one === 'object')
}

/** Pure: the open cases of whoever comes, the one it is most likely about first. Says why, so that people can disagree. */
export const rankCases = (rows: readonly CaseRow[], clues: CaseClues): RankedCase[] => {
  const all = rows.map((row) => tellingOf(textOf(row)))
  return rows
    .map((row) => {
      const reasons = reasonsFor(row, clues, all).sort((a, b) => b.score - a.score)
      return { case: row, why: reasons.map((one) => one.why), score: reasons.reduce((sum, one) => sum + one.score, 0) }
    })
    .sort((a, b) => b.score - a.score || (b.case.updatedAt < a.case.updatedAt ? -1 : 1))
}

/** The one that is likely enough to say so; null when nothing speaks for any more than for another. */
export const likelyOf = ([first, second]: readonly RankedCase[]): RankedCase | null =>
  first && first.score >= LIKELY && first.score > (second?.score ?? 0) ? first : null
