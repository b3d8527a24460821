import * as z from 'zod'
import { type Fault, readYaml } from '../platform/yaml.ts'
import { firstSentences } from './short-answer.ts'

const text = z.string().min(1).max(300)
const frontMatter = z.object({
  title: z.string().min(1).max(200),
  topic: z.string().min(1).max(60),
  updated: z.string().regex(/^\d{4}-\d\d-\d\d$/, 'is to be a date such as 2026-11-20'),
  /** What it is written in. */
  language: z.string().min(2).max(10).default('en'),
  /** What the phone reads: of the article's language, or of several. Without it, the first sentences. */
  short: z.union([text, z.record(z.string(), text)]).optional(),
})

/** One page of the knowledge base, a Markdown file with front matter. */
export interface Article {
  /** Its path below the knowledge base: `battery/motor-cuts-out`. */
  id: string
  title: string
  topic: string
  updated: string
  language: string
  /** Language → at most 300 characters of plain words to be read aloud. */
  shortAnswers: Record<string, string>
  /** Markdown. */
  body: string
}

const FRONT = /^---\r?\n([\s\S]*?\r?\n)---\r?\n/

/** Reads an article. Null, with the reason at its place, when its front matter is not in order. */
export const readArticle = (file: string, source: string): { article: Article | null; faults: Fault[] } => {
  const front = FRONT.exec(source)
  if (!front) {
    const reason = 'An article begins with front matter between two lines of “---”.'
    return { article: null, faults: [{ file, line: 1, column: 1, reason, level: 'error' }] }
  }
  // The line of the dashes is kept as an empty one, so that places are those of the whole file.
  const { value, faults } = readYaml(file, `\n${front[1]}`, frontMatter)
  if (!value) return { article: null, faults }
  const body = source.slice(front[0].length).trim()
  const { short, ...facts } = value
  const given = typeof short === 'string' ? { [facts.language]: short } : (short ?? {})
  const shortAnswers = { ...given, [facts.language]: given[facts.language] ?? firstSentences(body) }
  return { article: { id: file.replace(/\.md$/, ''), ...facts, shortAnswers, body }, faults: [] }
}
