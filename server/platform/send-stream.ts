import type { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Sends bytes at the pace of whoever reads them, and closes their source when the reader goes away in the middle. */
export const sendStream = async (bytes: Readable, response: Writable): Promise<void> => {
  try {
    await pipeline(bytes, response)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }
}
