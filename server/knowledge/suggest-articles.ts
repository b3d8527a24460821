import { wordsOf } from '../customers/index.ts'
import type { Article } from './article.ts'

/** What somebody seems to be after. */
export interface Clues {
  /** Articles they heard or read already. */
  heard: readonly string[]
  /** `from`: where the words stand, for the reason that is shown. */
  words: readonly { text: string; from: string; weight: number }[]
}

export interface SuggestedArticle {
  id: string
  title: string
  topic: string
  /** The short answer, in the language it is written in. */
  short: string
  why: string
}

/** A word in the title says more than one in the text. */
const IN_TITLE = 3
/** Less than this is an accident: one ordinary word of the text. */
const ENOUGH = 2.5
/** A word that stands in more than this share of all articles tells nothing. */
const COMMON = 0.4

/** Words that stand in any menu, subject or sentence. */
const EMPTY = new Set(
  (
    'number order question person somebody something language recorded message problem help about your you our with from that this the and for may ' +
    'can not are was has have had how what when where which who why will would else more long take takes taking every first know look see out there here they them'
  ).split(' '),
)

/** Good enough to bring `refunds` to `refund` and `Bestellungen` near `Bestellung`: the first letters, without the usual endings. */
const stem = (word: string): string => (word.length < 5 ? word : word.replace(/(ings?|ed|es|s|en|n)$/, '')).slice(0, 9)
const stemsOf = (text: string): string[] =>
  wordsOf(text)
    .filter((word) => word.length > 2 && !EMPTY.has(word))
    .map(stem)

/** Articles that may help, best first, each with the reason. Those that were heard already come first: that is where the talk goes on. */
export const articleSuggestions = (articles: readonly Article[]) => {
  const indexed = articles.map((article) => ({
    article,
    title: new Set([...stemsOf(article.title), ...stemsOf(article.topic)]),
    body: new Set(stemsOf(article.body)),
  }))
  const spread = new Map<string, number>()
  for (const { title, body } of indexed) for (const one of new Set([...title, ...body])) spread.set(one, (spread.get(one) ?? 0) + 1)
  /** The rarer a word, the more it tells. */
  const tells = (word: string): number => {
    const share = (spread.get(word) ?? 0) / articles.length
    return share === 0 || share > COMMON ? 0 : Math.log2(1 / share)
  }
  const present = ({ id, title, topic, language, shortAnswers }: Article, why: string): SuggestedArticle => ({
    id,
    title,
    topic,
    short: shortAnswers[language] ?? '',
    why,
  })
  return ({ heard, words }: Clues, limit: number): SuggestedArticle[] => {
    const wanted = words.map(({ text, from, weight }) => ({ from, weight, stems: [...new Set(stemsOf(text))] }))
    const scored = indexed
      .filter(({ article }) => !heard.includes(article.id))
      .map(({ article, title, body }) => {
        const parts = wanted.map(({ from, weight, stems }) => ({
          from,
          score: weight * stems.reduce((sum, one) => sum + (title.has(one) ? IN_TITLE : body.has(one) ? 1 : 0) * tells(one), 0),
        }))
        const best = parts.reduce((a, b) => (b.score > a.score ? b : a), { from: '', score: 0 })
        return { article, why: best.from, score: parts.reduce((sum, one) => sum + one.score, 0) }
      })
      .filter(({ score }) => score >= ENOUGH)
      .sort((a, b) => b.score - a.score || (a.article.id < b.article.id ? -1 : 1))
    const known = heard.flatMap((id) => articles.find((one) => one.id === id) ?? []).map((one) => present(one, 'The caller heard it'))
    return [...known, ...scored.map(({ article, why }) => present(article, why))].slice(0, limit)
  }
}
export type SuggestArticles = ReturnType<typeof articleSuggestions>
