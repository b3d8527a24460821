import { readFileSync, statSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { unknownSettings } from '../../config.ts'
import { type Finding, warning } from './finding.ts'

/** Reads a `.env` file; a name in it that no setting has is a slip of the pen, and is said. */
export const readDotEnv = (file: string): { values: Record<string, string>; findings: Finding[] } => {
  const values = parseEnv(readFileSync(file, 'utf8')) as Record<string, string>
  const findings = unknownSettings(file, Object.keys(values)).map(warning)
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
    findings.push(warning(`${file} can be read by others on this machine, and may hold secrets. Mend it with: chmod 600 ${file}`))
  return { values, findings }
}
