import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Article, readArticle } from './article.ts'

/** The articles in a folder. One that is not in order is not there: the check of the flows says why. */
export const readArticles = async (folder: string): Promise<Article[]> => {
  const names = (await readdir(folder, { recursive: true }).catch(() => [] as string[])).filter((name) => name.endsWith('.md')).sort()
  const read = await Promise.all(
    names.map(async (name) => readArticle(name.replaceAll('\\', '/'), await readFile(join(folder, name), 'utf8')).article),
  )
  return read.filter((one) => one !== null)
}

/** What the phone reads of them: article → language → words. */
export const shortAnswersOf = (articles: readonly Article[]): Record<string, Record<string, string>> =>
  Object.fromEntries(articles.map(({ id, shortAnswers }) => [id, shortAnswers]))
