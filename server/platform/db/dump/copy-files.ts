import { constants, copyFile, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ArchiveEntry } from '../backup/archive.ts'
import { makeFolder } from '../disk-room.ts'

/** Copies files to their names below `target`, durably; one that has gone meanwhile is left out. Returns how many there are. */
export const copyFiles = async (entries: Iterable<ArchiveEntry> | AsyncIterable<ArchiveEntry>, target: string): Promise<number> => {
  let copied = 0
  for await (const { name, path } of entries) {
    const to = join(target, name)
    await makeFolder(dirname(to))
    const isThere = await copyFile(path, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return false
        throw error
      },
    )
    if (!isThere) continue
    const file = await open(to, 'r+')
    await file.chmod(0o600)
    await file.sync()
    await file.close()
    copied += 1
  }
  return copied
}
