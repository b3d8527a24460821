import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { readDotEnv } from './doctor/dot-env.ts'
import { examine } from './doctor/examine.ts'

/**
 * `npm run doctor`: what is wrong with this installation, in plain words, and how to mend it. Exit code 1 if anything is. With `-- --apply` it sets
 * the phone account up; `--fallback=URL` names where Twilio turns while the desk is down, `--number=+1…` a number to take from what it serves now.
 */
const { values: args } = parseArgs({
  options: { apply: { type: 'boolean' }, fallback: { type: 'string' }, number: { type: 'string', multiple: true } },
})
const dotEnv = existsSync('.env') ? readDotEnv('.env') : { values: {}, findings: [] }
const signs = { ok: 'ok      ', warning: 'warning ', fault: 'WRONG   ' } as const

// The environment wins over the file, as at the start of the desk.
const findings = [
  ...dotEnv.findings,
  ...(await examine(
    { ...dotEnv.values, ...process.env },
    { isApplied: args.apply ?? false, fallbackUrl: args.fallback, taken: args.number ?? [] },
  )),
]
for (const { level, text } of findings) console.log(signs[level] + text.replaceAll('\n', `\n${' '.repeat(signs[level].length)}`))
const faults = findings.filter(({ level }) => level === 'fault')
const blockers = faults.filter(({ keepsFromStarting }) => keepsFromStarting).length
const many = (count: number, one: string, more: string): string => (count === 1 ? `One thing ${one}` : `${count} things ${more}`)
console.log(
  blockers > 0
    ? `\n${many(blockers, 'has', 'have')} to be mended before this desk can start.`
    : faults.length > 0
      ? `\nThis desk can start. ${many(faults.length, 'does', 'do')} not work until mended.`
      : '\nThis desk can start.',
)
process.exitCode = faults.length === 0 ? 0 : 1
