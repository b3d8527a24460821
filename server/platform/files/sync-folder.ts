import { open } from 'node:fs/promises'

/** A file that was made or renamed in a folder is there after a power cut only once the folder is synced. */
export const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
