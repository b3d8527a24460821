import { readFileSync, statSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { settingNames } from '../../config.ts'
import { type Finding, warning } from './finding.ts'

/** How many letters must change to make one word of the other (Levenshtein). */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_one, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
    row = next
  }
  return row[b.length]!
}

/** The setting somebody may have meant. */
export const nearestSetting = (name: string): string | undefined => {
  const [best] = settingNames.map((one) => ({ one, far: distance(one, name.toUpperCase()) })).sort((a, b) => a.far - b.far)
  return best && best.far <= Math.max(2, Math.floor(name.length / 4)) ? best.one : undefined
}

/** Reads a `.env` file; a name in it that no setting has is a slip of the pen, and is said. */
export const readDotEnv = (file: string): { values: Record<string, string>; findings: Finding[] } => {
  const values = parseEnv(readFileSync(file, 'utf8')) as Record<string, string>
  const unknown = Object.keys(values).filter((name) => !(settingNames as readonly string[]).includes(name))
  const findings = unknown.map((name) => {
    const meant = nearestSetting(name)
    return warning(
      `${file} sets ${name}, which means nothing to the desk.${meant ? ` Perhaps you meant ${meant}.` : ' .env.example lists every setting.'}`,
    )
  })
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
    findings.push(warning(`${file} can be read by others on this machine, and may hold secrets. Mend it with: chmod 600 ${file}`))
  return { values, findings }
}
