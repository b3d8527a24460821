import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readArticle } from './article.ts'

/** What the phone reads of the articles in a folder: article → language → words. An article that is not in order has nothing to read. */
export const readShortAnswers = async (folder: string): Promise<Record<string, Record<string, string>>> => {
  const names = (await readdir(folder, { recursive: true }).catch(() => [] as string[])).filter((name) => name.endsWith('.md')).sort()
  const read = await Promise.all(
    names.map(async (name) => readArticle(name.replaceAll('\\', '/'), await readFile(join(folder, name), 'utf8')).article),
  )
  return Object.fromEntries(read.filter((one) => one !== null).map(({ id, shortAnswers }) => [id, shortAnswers]))
}
