import type { Readable } from 'node:stream'
import { AppError } from '../errors.ts'

export interface StoredFile {
  bytes: number
  /** Hexadecimal. */
  sha256: string
}

/** Bytes by id; what they are is known by whoever keeps the id. */
export interface Files {
  /** Durable once it resolves; a second put replaces the first. Throws `file-too-large` beyond `maxBytes`, and then keeps nothing. */
  put(id: string, content: Readable | Buffer, limits: { maxBytes: number }): Promise<StoredFile>
  /** From `start` to `end`, both inclusive and counted from 0, as far as the file reaches. Throws `file-not-found`. */
  open(id: string, range?: { start?: number; end?: number }): Promise<Readable>
  /** A file that is not there is no error. */
  remove(id: string): Promise<void>
  stat(id: string): Promise<{ bytes: number } | null>
}

export const fileNotFound = (): AppError => new AppError('file-not-found', 'not-found', 'There is no such file.')

export const fileTooLarge = (maxBytes: number): AppError =>
  new AppError('file-too-large', 'too-large', `The file is larger than ${maxBytes} bytes.`)
