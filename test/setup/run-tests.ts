import { tmpdir } from 'node:os'
import { memoryFolder } from './memory-folder.ts'
import { checks, filesOf, LANES, type Project, projects } from './plan.ts'
import { provideTools } from './provide-tools.ts'
import { type Outcome, runCommand } from './run-command.ts'
import { runVitest } from './run-vitest.ts'
import seedDemoOnce from './seed-demo-once.ts'
import { addUp, closingLine, type Tally } from './tally.ts'

interface Options {
  word: string | undefined
  kinds: readonly Project['name'][]
  withChecks: boolean
}

const readOptions = (args: readonly string[]): Options => {
  const known = ['--full', '--long', '--only']
  const only = args.indexOf('--only')
  const word = only < 0 ? undefined : args[only + 1]
  if (only >= 0 && !word) throw new Error('--only needs a word')
  const strange = args.find((arg, at) => !known.includes(arg) && (only < 0 || at !== only + 1))
  if (strange) throw new Error(`unknown option ${strange}; known: ${known.join(', ')}`)
  if (args.includes('--long')) return { word, kinds: ['long'], withChecks: false }
  // A named test is wanted whatever its kind.
  return { word, kinds: args.includes('--full') || word ? ['unit', 'e2e', 'long'] : ['unit', 'e2e'], withChecks: true }
}

/** Each says its line when it ends. */
const runChecks = async (word: string | undefined): Promise<Outcome[]> => {
  const waiting = checks().filter(({ name }) => !word || name.includes(word))
  const outcomes: Outcome[] = []
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const outcome = await runCommand(next)
      outcomes.push(outcome)
      console.log(`${outcome.ok ? 'ok    ' : 'FAILED'} ${next.name} (${outcome.seconds} s)`)
      if (!outcome.ok) console.log(outcome.said)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return outcomes
}

/** Everything in order, to the end even when something fails; then one closing line and the exit code. */
export const runTests = async (args: readonly string[]): Promise<void> => {
  const { word, kinds, withChecks } = readOptions(args)
  const isCi = process.env.CI === 'true'
  const planned = projects.filter(({ name }) => kinds.includes(name)).map((project) => ({ project, files: filesOf(project, word) }))
  const wanted = planned.filter(({ files }) => files.length > 0)
  // What is brought is mostly waited for, and no check needs it.
  const [outcomes] = await Promise.all([withChecks ? runChecks(word) : [], provideTools(wanted.flatMap(({ project }) => project.tools))])
  if (outcomes.length === 0 && wanted.length === 0) throw new Error(`nothing to run${word ? ` for “${word}”` : ''}`)
  const tallies: Tally[] = []
  const disk = tmpdir()
  const memory = memoryFolder()
  if (memory) process.env.TMPDIR = memory.path
  const forgetDemo = seedDemoOnce()
  // What is tried at length is tried on the disk.
  for (const { project, files } of wanted)
    tallies.push(await runVitest(project, word ? files : [], project.name === 'long' ? disk : tmpdir()))
  forgetDemo()
  memory?.remove()

  const total = addUp(tallies, outcomes)
  for (const { name, why } of total.skips) console.log(`skipped: ${name}${why ? ` (${why})` : ''}`)
  const hasForbiddenSkips = isCi && total.skipped > 0
  if (hasForbiddenSkips) console.log('With CI=true every test must run: the skipped ones fail this run.')
  for (const { name } of outcomes.filter(({ ok }) => !ok)) console.log(`failed: ${name}`)
  console.log(closingLine(total))
  process.exitCode = total.failed > 0 || hasForbiddenSkips ? 1 : 0
}
