import { openWritableCatalog } from './catalog.ts'
import { openCommit } from './commit.ts'
import { openCursors } from './cursors.ts'
import { watchDisk } from './disk.ts'
import { openDocuments } from './documents.ts'
import type { Sight } from './find.ts'
import { takeOwnership } from './owner.ts'
import { openReaderThread } from './reader.ts'
import { openStorage } from './storage.ts'

export interface StoreOptions {
  folder: string
  minFreeBytes: number
  /** After this a command that reads is ended. */
  longestMs: number
}

/** Everything commands work with. */
export const openStore = ({ folder, minFreeBytes, longestMs }: StoreOptions) => {
  const storage = openStorage(folder)
  let owner: ReturnType<typeof takeOwnership>
  try {
    owner = takeOwnership(storage, folder)
  } catch (error) {
    void storage.close()
    throw error
  }
  const catalog = openWritableCatalog(storage)
  const commit = openCommit(storage, catalog, owner)
  const reader = openReaderThread(folder, longestMs)
  const sight: Sight = { reader: storage, catalog }
  return {
    storage,
    catalog,
    commit,
    reader,
    sight,
    documents: openDocuments(storage, catalog),
    cursors: openCursors(),
    disk: watchDisk(folder, minFreeBytes),
    close: async (): Promise<void> => {
      commit.stop()
      await reader.stop()
      owner.release()
      await storage.close()
    },
  }
}

export type Store = ReturnType<typeof openStore>
