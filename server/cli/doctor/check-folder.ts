import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { firstThatExists, freeBytes, LEAST_FREE_BYTES } from '../../platform/db/disk-room.ts'
import { blocker, type Finding, ok, warning } from './finding.ts'

const SCARCE_BYTES = 2_000_000_000

/** Whether the data folder can be written, has room, and is closed to others. */
export const checkFolder = async (dataDir: string, { isStoreHere }: { isStoreHere: boolean }): Promise<Finding[]> => {
  const place = firstThatExists(dataDir)
  const findings: Finding[] = []
  if (!statSync(place).isDirectory()) return [blocker(`DATA_DIR=${dataDir} cannot be a folder: ${place} is a file. Choose another place.`)]
  try {
    accessSync(place, constants.W_OK | constants.X_OK)
  } catch {
    return [blocker(`DATA_DIR=${dataDir} cannot be written. Give this user the right to write in ${place}, or choose another place.`)]
  }
  const free = freeBytes(place)
  const shown = `${Math.floor(free / 1_000_000).toLocaleString('en')} MB`
  if (!isStoreHere) {
    if (free < LEAST_FREE_BYTES)
      findings.push(warning(`Only ${shown} are free at ${place}. The database is elsewhere, but the few files kept here need room too.`))
  } else if (free < LEAST_FREE_BYTES)
    findings.push(
      blocker(`Only ${shown} are free at ${place}; below 200 MB the desk does not start, and takes no messages while it runs. Make room.`),
    )
  else if (free < SCARCE_BYTES) findings.push(warning(`Only ${shown} are free at ${place}. Make room soon.`))
  for (const file of [dataDir, join(dataDir, 'secret.key')])
    if (process.platform !== 'win32' && existsSync(file) && (statSync(file).mode & 0o077) !== 0)
      findings.push(warning(`${file} can be read by others on this machine. Mend it with: chmod go= ${file}`))
  return findings.length > 0 ? findings : [ok(`DATA_DIR=${dataDir} can be written and has room (${shown}).`)]
}
