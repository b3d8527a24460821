import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openCatalog } from './embedded/catalog.ts'
import { parseFind, sourceOf } from './embedded/find.ts'
import { openReader } from './embedded/storage.ts'
import { DATABASE, storeFolder } from './start-embedded.ts'

/** When the store of a data folder was restored and nobody has confirmed yet: looked up without starting it, also beside a desk that runs on it. */
export const peekRestored = async (dataDir: string): Promise<Date | null> => {
  const folder = storeFolder(dataDir)
  if (!existsSync(join(folder, 'data.mdb'))) return null
  const reader = openReader(folder)
  try {
    const [row] = sourceOf({ reader, catalog: openCatalog(reader) }, parseFind(`${DATABASE}.restored`, {}))
    return row?.at instanceof Date ? row.at : null
  } finally {
    await reader.close()
  }
}
