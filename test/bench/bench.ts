import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SandboxFile } from '../setup/desk.ts'
import { root } from '../setup/plan.ts'
import { benchManyCalls } from './calls.ts'
import { type Child, startChild } from './child.ts'
import { type BenchOptions, type Figure, isWithin, tell } from './figure.ts'
import { benchInbound, benchManyCases } from './inbound.ts'
import { benchChat, benchPop } from './live.ts'
import { describeMachine } from './machine.ts'
import { benchMemory } from './memory.ts'
import { benchRouting } from './routing.ts'
import { benchStart } from './start.ts'
import { benchCallPop, benchWebhooks } from './webhooks.ts'
import { benchWidgetSize } from './widget-size.ts'

const USAGE = `usage: npm run bench -- [--quick] [--json] [--only PART]
parts: start, inbound, pop, chat, webhooks, calls, cases, routing, widget, memory`

const args = process.argv.slice(2)
const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : undefined
const asJson = args.includes('--json')
const known = ['--quick', '--json', '--only', only]
if (args.some((one) => !known.includes(one)) || (args.includes('--only') && !only)) {
  process.stderr.write(`${USAGE}\n`)
  process.exit(2)
}
// With --json the answer stands alone on stdout.
const say = (line: string): void => void process.stderr.write(`bench: ${line}\n`)
const options: BenchOptions = { isQuick: args.includes('--quick'), say }
const machine = describeMachine()

execFileSync(process.execPath, [join(root, 'server/cli/build.mjs'), '--stale'], { stdio: ['ignore', 2, 2] })
const folder = mkdtempSync(join(tmpdir(), 'patchbay-bench-'))
const dataDir = mkdtempSync(join(folder, 'desk-'))
const bareDir = (name: string): string => mkdtempSync(join(folder, `${name}-`))

/** The desk of a part, on the demo company's folder. */
const withDesk = async (run: (desk: Child, sandbox: SandboxFile) => Promise<Figure[]>): Promise<Figure[]> => {
  const desk = await startChild('desk', dataDir)
  try {
    return await run(desk, JSON.parse(readFileSync(join(dataDir, 'sandbox.json'), 'utf8')) as SandboxFile)
  } finally {
    await desk.stop()
  }
}

// The one that fills the store comes last.
const parts: Record<string, () => Promise<Figure[]>> = {
  start: () => benchStart(dataDir, options),
  memory: () => benchMemory(dataDir, bareDir('memory'), options),
  routing: benchRouting,
  widget: async () => benchWidgetSize(),
  pop: () => withDesk((_desk, sandbox) => benchPop(sandbox, bareDir('pop'), options)),
  chat: () => withDesk((_desk, sandbox) => benchChat(sandbox, bareDir('chat'), options)),
  webhooks: () =>
    withDesk(async (desk, sandbox) => [
      ...(await benchWebhooks(desk, bareDir('webhooks'), options)),
      ...(await benchCallPop(desk, sandbox, bareDir('pop'), options)),
    ]),
  calls: () => withDesk((_desk, sandbox) => benchManyCalls(sandbox, options)),
  inbound: () => withDesk((desk, { apiKey }) => benchInbound(desk, apiKey, bareDir('inbound'), options)),
  cases: () => withDesk((desk) => benchManyCases(desk, options)),
}

const figures: Figure[] = []
const failed: string[] = []
for (const [name, run] of Object.entries(parts)) {
  if (only && name !== only) continue
  try {
    figures.push(...(await run()))
  } catch (error) {
    failed.push(`${name}: ${(error as Error).message}`)
    say(`${name} could not be measured: ${(error as Error).stack}`)
  }
}
rmSync(folder, { recursive: true, force: true })

const { cores, processor, memoryGb, platform, node, loadBefore } = machine
if (asJson)
  console.log(
    JSON.stringify(
      {
        machine,
        isQuick: options.isQuick,
        at: new Date().toISOString(),
        figures: figures.map((one) => ({ ...one, isWithin: isWithin(one), ratio: one.ceiling && one.value / one.ceiling.value })),
        failed,
      },
      null,
      2,
    ),
  )
else {
  console.log(`\n${cores} cores (${processor}), ${memoryGb} GB, ${platform}, Node ${node}; load before: ${loadBefore.join(', ')}`)
  if (options.isQuick) console.log('A quick look: small numbers, short times.')
  for (const figure of figures) console.log(`\n${tell(figure)}`)
  for (const one of failed) console.log(`\nNOT MEASURED ${one}`)
}
process.exit(failed.length > 0 ? 1 : 0)
