import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Finding, fault, ok, warning } from './finding.ts'

// Below this the store refuses what comes in, so as to be able to finish what it has.
const LEAST_FREE_BYTES = 200_000_000
const SCARCE_BYTES = 2_000_000_000

const firstThatExists = (folder: string): string =>
  existsSync(folder) || dirname(folder) === folder ? folder : firstThatExists(dirname(folder))

/** Whether the data folder can be written, has room, and is closed to others. */
export const checkFolder = async (dataDir: string): Promise<Finding[]> => {
  const place = firstThatExists(dataDir)
  const findings: Finding[] = []
  if (!statSync(place).isDirectory()) return [fault(`DATA_DIR=${dataDir} cannot be a folder: ${place} is a file. Choose another place.`)]
  try {
    accessSync(place, constants.W_OK | constants.X_OK)
  } catch {
    return [fault(`DATA_DIR=${dataDir} cannot be written. Give this user the right to write in ${place}, or choose another place.`)]
  }
  const { bavail, bsize } = statfsSync(place)
  const free = bavail * bsize
  const shown = `${Math.floor(free / 1_000_000).toLocaleString('en')} MB`
  if (free < LEAST_FREE_BYTES)
    findings.push(fault(`Only ${shown} are free at ${place}; below 200 MB the desk takes no messages. Make room.`))
  else if (free < SCARCE_BYTES) findings.push(warning(`Only ${shown} are free at ${place}. Make room soon.`))
  for (const file of [dataDir, join(dataDir, 'secret.key')])
    if (process.platform !== 'win32' && existsSync(file) && (statSync(file).mode & 0o077) !== 0)
      findings.push(warning(`${file} can be read by others on this machine. Mend it with: chmod go= ${file}`))
  return findings.length > 0 ? findings : [ok(`DATA_DIR=${dataDir} can be written and has room (${shown}).`)]
}
