import { closeSync, fsyncSync, openSync } from 'node:fs'
import { openWritableCatalog } from './catalog.ts'
import { openCommit } from './commit.ts'
import { openCursors } from './cursors.ts'
import { watchDisk } from './disk.ts'
import { openDocuments } from './documents.ts'
import type { Sight } from './find.ts'
import { prefixOf } from './keys.ts'
import { takeOwnership } from './owner.ts'
import { openReaderThread, type ReaderThread } from './reader.ts'
import { openStorage, type Storage } from './storage.ts'

export interface StoreOptions {
  folder: string
  minFreeBytes: number
  /** After this a command that reads is ended. */
  longestMs: number
}

const FORMAT = Buffer.concat([prefixOf(0), Buffer.from('format')])
/** Of keys and catalog; a change of it needs a way to read the former. */
const FORMAT_VERSION = 1

const checkFormat = (storage: Storage): void => {
  const found = storage.get(FORMAT)?.[0]
  if (found === undefined) storage.transaction(() => storage.put(FORMAT, Buffer.from([FORMAT_VERSION])))
  else if (found !== FORMAT_VERSION)
    throw new Error(`It was written by another version (format ${found}; this one knows ${FORMAT_VERSION}).`)
}

/** The names of new files are only safe once their folder is. */
const syncFolder = (folder: string): void => {
  const handle = openSync(folder, 'r')
  fsyncSync(handle)
  closeSync(handle)
}

/** Everything commands work with. */
export const openStore = ({ folder, minFreeBytes, longestMs }: StoreOptions, onLost: () => void) => {
  const storage = openStorage(folder)
  let owner: ReturnType<typeof takeOwnership>
  try {
    checkFormat(storage)
    owner = takeOwnership(storage, folder, onLost)
    syncFolder(folder)
  } catch (error) {
    void storage.close()
    throw error
  }
  const catalog = openWritableCatalog(storage)
  const commit = openCommit(storage, catalog, owner)
  const thread = openReaderThread(folder, longestMs)
  const reader: ReaderThread = {
    ...thread,
    run: (task, maxTimeMs) => {
      commit.show()
      return thread.run(task, maxTimeMs)
    },
  }
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
