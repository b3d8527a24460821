import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type Hours, hoursAt, hoursFile, readHours } from '../calendars/index.ts'
import { loadConfig } from '../config.ts'
import { publishedSchemas, publishSchema, readFlows, replayScenario } from '../ivr/index.ts'
import { readArticle } from '../knowledge/index.ts'
import { AppError } from '../platform/errors.ts'
import { soundsIn } from '../platform/sounds.ts'
import type { Fault } from '../platform/yaml.ts'

const KNOWLEDGE = 'knowledge-base'
const USAGE = 'usage: npm run flows:check [-- --write-schemas]\n'

interface TextFile {
  name: string
  text: string
}

const filesBelow = (folder: string, ending: string): TextFile[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .map((name) => name.replaceAll('\\', '/'))
        .filter((name) => name.endsWith(ending))
        .sort()
        .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
    : []

const writeSchemas = (folder: string): void => {
  mkdirSync(join(folder, 'schema'), { recursive: true })
  const schemas = { ...publishedSchemas(), 'hours.json': publishSchema('Opening hours', hoursFile) }
  for (const [name, text] of Object.entries(schemas)) writeFileSync(join(folder, 'schema', name), text)
}

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`

const main = async (): Promise<number> => {
  const [option, ...rest] = process.argv.slice(2)
  if (rest.length > 0 || (option !== undefined && option !== '--write-schemas')) {
    process.stderr.write(USAGE)
    return 2
  }
  if (existsSync('.env')) process.loadEnvFile('.env')
  const { flowsDir } = loadConfig(process.env)
  if (!existsSync(flowsDir))
    throw new AppError('no-flows', 'not-found', `There is no folder ${flowsDir}. Set FLOWS_DIR to the folder of the flows.`)
  if (option !== undefined) writeSchemas(flowsDir)

  const faults: Fault[] = []
  const files = filesBelow(flowsDir, '.yaml')
  const isScenario = ({ name }: TextFile): boolean => name.startsWith('scenarios/')
  const hoursText = files.find(({ name }) => name === 'hours.yaml')
  const hours: Record<string, Hours> = {}
  if (hoursText) {
    const read = readHours(hoursText.name, hoursText.text)
    Object.assign(hours, read.hours)
    faults.push(...read.faults)
  }
  const articles: Record<string, Record<string, string>> = {}
  for (const { name, text } of filesBelow(KNOWLEDGE, '.md')) {
    const { article } = readArticle(name, text)
    if (article) articles[article.id] = article.shortAnswers
  }
  const sounds = await soundsIn(flowsDir, 'sounds')
  const { flows, faults: found } = readFlows(
    files.filter((file) => !isScenario(file)),
    { hours: Object.keys(hours), articles: Object.keys(articles), sounds },
  )
  faults.push(...found)
  const scenarios = files.filter(isScenario)
  const world = {
    hoursAt: (now: Date) => Object.fromEntries(Object.entries(hours).map(([name, one]) => [name, hoursAt(one, now)])),
    articles,
  }
  if (flows && faults.every(({ level }) => level === 'warning'))
    faults.push(...scenarios.flatMap((one) => replayScenario(flows, one, world)))

  const shown = relative('.', flowsDir) || '.'
  for (const { file, line, column, reason, level } of faults)
    console.log(`${join(shown, file)}:${line}:${column} ${level === 'warning' ? 'warning: ' : ''}${reason}`)
  const errors = faults.filter(({ level }) => level === 'error').length
  const size = `${count(Object.keys(flows?.flows ?? {}).length, 'flow', 'flows')}, ${count(scenarios.length, 'scenario', 'scenarios')}`
  console.log(
    errors > 0
      ? `${count(errors, 'thing has', 'things have')} to be mended before these flows can run.`
      : `${size}: these flows can run. Whether there are the queues and skills that they name is not known here: it is checked when the desk starts, and under Flows in the console.`,
  )
  return errors > 0 ? 1 : 0
}

/** `npm run flows:check`: every fault of the phone menus at its line, and their scenarios played. 0: they can run; 1: they cannot; 2: nothing was checked. */
try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`${error instanceof AppError ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 2
}
