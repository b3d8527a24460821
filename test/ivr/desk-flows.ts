import { readdirSync, readFileSync } from 'node:fs'
import { type Hours, hoursAt, readHours } from '../../server/calendars/index.ts'
import type { FlowFile, ReplayWorld } from '../../server/ivr/index.ts'
import { readArticle } from '../../server/knowledge/index.ts'

export const root = new URL('../../', import.meta.url)
const textsBelow = (folder: string, ending: string): FlowFile[] =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => ({ name, text: readFileSync(new URL(`${folder}/${name}`, root), 'utf8') }))

const all = textsBelow('ivr-flows', '.yaml')
/** What the desk ships. */
export const flowFiles = all.filter(({ name }) => !name.startsWith('scenarios/'))
export const scenarioFiles = all.filter(({ name }) => name.startsWith('scenarios/'))
export const articles = textsBelow('knowledge-base', '.md').map(({ name, text }) => readArticle(name, text))
export const shippedHours = readHours('hours.yaml', flowFiles.find(({ name }) => name === 'hours.yaml')?.text ?? '')

const hours: Record<string, Hours> = shippedHours.hours
export const world: ReplayWorld = {
  hoursAt: (now) => Object.fromEntries(Object.entries(hours).map(([name, one]) => [name, hoursAt(one, now)])),
  articles: Object.fromEntries(articles.flatMap(({ article }) => (article ? [[article.id, article.shortAnswers]] : []))),
}
