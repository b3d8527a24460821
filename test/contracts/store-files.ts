import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import type { Files } from '../../server/platform/files/files.ts'

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** What the desk expects of the place where it keeps bytes. */
export const filesContract = (open: () => Files): void => {
  describe('files', () => {
    const read = async (id: string, range?: { start?: number; end?: number }) => buffer(await open().open(id, range))

    it('keeps bytes, from a buffer or a stream, and says their size and hash', async () => {
      const bytes = randomBytes(700_000)
      const fromBuffer = await open().put('message:1/raw', bytes, { maxBytes: 1e6 })
      expect(fromBuffer).toEqual({ bytes: bytes.length, sha256: sha256(bytes) })
      const stream = Readable.from([bytes.subarray(0, 1000), bytes.subarray(1000)])
      expect(await open().put('../odd id', stream, { maxBytes: bytes.length })).toEqual(fromBuffer)
      expect((await read('message:1/raw')).equals(bytes)).toBe(true)
      expect((await read('../odd id')).equals(bytes)).toBe(true)
      expect(await open().stat('message:1/raw')).toEqual({ bytes: bytes.length })
    })

    it('gives a range, both ends counted in', async () => {
      await open().put('digits', Buffer.from('0123456789'), { maxBytes: 10 })
      expect(String(await read('digits', { start: 2, end: 4 }))).toBe('234')
      expect(String(await read('digits', { start: 7 }))).toBe('789')
      expect(String(await read('digits', { start: 0, end: 31 }))).toBe('0123456789')
    })

    it('takes an empty file', async () => {
      expect((await open().put('empty', Buffer.alloc(0), { maxBytes: 1 })).bytes).toBe(0)
      expect((await read('empty')).length).toBe(0)
      expect(await open().stat('empty')).toEqual({ bytes: 0 })
    })

    it('replaces what was there', async () => {
      await open().put('twice', Buffer.from('first'), { maxBytes: 10 })
      await open().put('twice', Buffer.from('second'), { maxBytes: 10 })
      expect(String(await read('twice'))).toBe('second')
    })

    it('stops one byte beyond the limit and keeps nothing of it', async () => {
      await expect(open().put('large', Buffer.alloc(11), { maxBytes: 10 })).rejects.toMatchObject({
        code: 'file-too-large',
        kind: 'too-large',
      })
      expect(await open().stat('large')).toBeNull()
      await open().put('kept', Buffer.from('old'), { maxBytes: 10 })
      await expect(open().put('kept', Readable.from([Buffer.alloc(6), Buffer.alloc(6)]), { maxBytes: 10 })).rejects.toMatchObject({
        kind: 'too-large',
      })
      expect(String(await read('kept'))).toBe('old')
    })

    it('keeps nothing of a stream that broke', async () => {
      const broken = Readable.from(
        (async function* () {
          yield Buffer.from('half')
          throw new Error('cut off')
        })(),
      )
      await expect(open().put('broken', broken, { maxBytes: 10 })).rejects.toThrow('cut off')
      expect(await open().stat('broken')).toBeNull()
    })

    it('removes, also what is not there, and says what is missing', async () => {
      await open().put('gone', Buffer.from('x'), { maxBytes: 10 })
      await open().remove('gone')
      await open().remove('gone')
      await expect(open().open('gone')).rejects.toMatchObject({ code: 'file-not-found', kind: 'not-found' })
      expect(await open().stat('gone')).toBeNull()
    })
  })
}
