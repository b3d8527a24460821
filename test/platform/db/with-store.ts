import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { type Database, type DatabaseOptions, openDatabase } from '../../../server/platform/db/connect.ts'
import { silent } from './silent.ts'

const open = new Set<Database>()
const folders = new Set<string>()

/** A folder of its own, gone after the test. */
export const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-db-'))
  folders.add(folder)
  return folder
}

/** A store of its own, closed after the test. */
export const newStore = async (options: Partial<DatabaseOptions> = {}): Promise<Database> => {
  const database = await openDatabase({ dataDir: options.dataDir ?? newFolder(), log: silent, minFreeBytes: 0, ...options })
  open.add(database)
  return database
}

export const closeStore = async (database: Database): Promise<void> => {
  open.delete(database)
  await database.close()
}

afterEach(async () => {
  for (const database of open) await closeStore(database)
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  folders.clear()
})
