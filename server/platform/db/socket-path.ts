import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Node 20 silently cuts longer socket paths (at 107 bytes on Linux, 103 on macOS). */
const LONGEST = 100

/** A folder that only this user may enter; one that someone else prepared is refused. */
const privateFolder = (folder: string): string => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = lstatSync(folder)
  const uid = process.getuid?.()
  if (!found.isDirectory() || (uid !== undefined && found.uid !== uid) || (found.mode & 0o077) !== 0) {
    throw new Error(`${folder} must be a folder of this user with mode 0700; it is not. Remove it, or set TMPDIR to another folder.`)
  }
  return folder
}

/** Where the embedded store listens: in its folder, or under a short name in the temporary folder when that path is too long. */
export const socketPathFor = (folder: string): string => {
  const near = join(folder, 'mongodb.sock')
  if (Buffer.byteLength(near) <= LONGEST) return near
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  return join(privateFolder(join(tmpdir(), `patchbay-${name}`)), 'db.sock')
}

export const socketUri = (socketPath: string, database: string): string =>
  `mongodb://${encodeURIComponent(socketPath)}/${database}?directConnection=true`
