import { pipeline } from 'node:stream/promises'
import mongoose, { type Connection } from 'mongoose'
import { type Files, fileNotFound } from './files.ts'
import { createMeter, toStream } from './meter.ts'

export const GRIDFS_BUCKET = 'files'

/** Files in GridFS, for desks on a real MongoDB. A name may have revisions for a moment; the newest whole one counts. */
export const createGridfsFiles = (connection: Connection): Files => {
  const bucket = new mongoose.mongo.GridFSBucket(connection.db!, { bucketName: GRIDFS_BUCKET })
  const newest = async (id: string) => (await bucket.find({ filename: id }).sort({ uploadDate: -1, _id: -1 }).limit(1).toArray())[0]

  return {
    put: async (id, content, { maxBytes }) => {
      const meter = createMeter(maxBytes)
      const upload = bucket.openUploadStream(id)
      const before = await bucket.find({ filename: id }).toArray()
      // A failed upload removes its own chunks: the driver aborts it when the pipeline breaks.
      await pipeline(toStream(content), meter.stream, upload)
      for (const { _id } of before) await bucket.delete(_id)
      return meter.result()
    },
    open: async (id, { start = 0, end } = {}) => {
      const file = await newest(id)
      if (!file) throw fileNotFound()
      const until = end === undefined ? file.length : Math.min(end + 1, file.length)
      return bucket.openDownloadStream(file._id, { start: Math.min(start, until), end: until })
    },
    remove: async (id) => {
      for (const { _id } of await bucket.find({ filename: id }).toArray()) await bucket.delete(_id)
    },
    stat: async (id) => {
      const file = await newest(id)
      return file ? { bytes: file.length } : null
    },
  }
}
