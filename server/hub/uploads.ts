import type { Readable } from 'node:stream'
import type { IndexSpec } from '../platform/db/indexes.ts'
import { AppError, notFound } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { Platform } from '../platform/room.ts'
import { UPLOAD_LIVES_MS } from '../platform/wire/upload-life.ts'
import { type Actor, allow } from '../staff/index.ts'
import type { StoredAttachment } from './message.ts'
import { HUGE_PICTURE, typeOf } from './sniff-type.ts'

interface Upload {
  _id: string
  by: string
  name: string
  type: string
  bytes: number
  usedBy: string
  expiresAt: Date
}

const MEGABYTE = 1024 * 1024

/** Names a file may carry: no control or bidirectional characters, no path (SECURITY F1). */
export const cleanName = (name: string): string =>
  name
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[/\\:*?"<>|]/g, '_')
    .replace(/^\.+/, '')
    .slice(0, 150) || 'file'

/** Files on their way into a message. An upload belongs to its uploader, is used once and dies in an hour (SECURITY F2). */
export const createUploads = ({ connection, files, clock, limit }: Platform) => {
  const maxBytes = limit.bounds('upload').bytes ?? 0
  const uploads = connection.collection<Upload>('uploads')
  const free = async (ids: readonly string[], messageId: string): Promise<void> => {
    await uploads.updateMany({ _id: { $in: [...ids] }, usedBy: messageId }, { $set: { usedBy: '' } })
  }
  return {
    /** `length` as whoever sends says it, or the cap is found out late. Throws forbidden, too-large, rate-limited (the day's megabytes are spent), invalid (a picture too wide to be shown). */
    add: async (
      actor: Actor,
      name: string,
      bytes: Readable,
      length?: string,
    ): Promise<{ id: string; name: string; type: string; bytes: number }> => {
      allow(actor, 'case.reply')
      if (length !== undefined && Number(length) > maxBytes)
        throw new AppError('too-large', 'too-large', `A file may have at most ${maxBytes / MEGABYTE} MB.`)
      const id = `f_${newId()}`
      const stored = await files.put(id, bytes, { maxBytes })
      let type = ''
      try {
        await limit('upload-day', actor.id, Math.ceil(stored.bytes / MEGABYTE))
        type = await typeOf(files, id)
        if (type === HUGE_PICTURE) throw new AppError('huge-picture', 'invalid', 'This picture has too many pixels to be shown anywhere.')
      } catch (error) {
        await files.remove(id)
        throw error
      }
      const upload = { by: actor.id, name: cleanName(name), type, bytes: stored.bytes, usedBy: '' }
      await uploads.insertOne({ _id: id, ...upload, expiresAt: new Date(clock.now() + UPLOAD_LIVES_MS) })
      return { id, name: upload.name, type: upload.type, bytes: upload.bytes }
    },
    /** Binds uploads to a message. The same message may bind them again. Throws not-found for another's, a used or an old one, and binds none then. */
    use: async (actor: Actor, ids: readonly string[], messageId: string): Promise<StoredAttachment[]> => {
      const used: StoredAttachment[] = []
      for (const id of new Set(ids)) {
        const upload = await uploads.findOneAndUpdate(
          { _id: id, by: actor.id, usedBy: { $in: ['', messageId] }, expiresAt: { $gt: new Date(clock.now()) } },
          { $set: { usedBy: messageId } },
          { returnDocument: 'after' },
        )
        if (!upload) {
          await free(
            used.map((one) => one.fileId),
            messageId,
          )
          throw notFound('upload')
        }
        used.push({ fileId: id, name: upload.name, type: upload.type, bytes: upload.bytes, contentId: '' })
      }
      return used
    },
    /** Lets them go again: the message they were bound to is not to be. */
    free,
    /** Removes what was uploaded and never used. */
    sweep: async (): Promise<void> => {
      const old = await uploads
        .find({ expiresAt: { $lt: new Date(clock.now()) } })
        .limit(100)
        .toArray()
      for (const one of old) {
        if (one.usedBy === '') await files.remove(one._id)
        await uploads.deleteOne({ _id: one._id })
      }
    },
  }
}

export type Uploads = ReturnType<typeof createUploads>
export const uploadIndexes: IndexSpec[] = [{ collection: 'uploads', key: { expiresAt: 1 } }]
