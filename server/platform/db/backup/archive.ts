import { createReadStream } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '../../errors.ts'
import { makeFolder } from '../disk-room.ts'

/** Files one after the other: length of the name, name, length, bytes; a name of length 0 ends the archive. */
const NAME = /^(?:store\/data\.mdb|secret\.key|erased-customers|files\/[0-9a-f]{2}\/[0-9a-f]{64})$/

export interface ArchiveEntry {
  name: string
  path: string
}

const head = (name: string, bytes: number): Buffer => {
  const text = Buffer.from(name)
  const out = Buffer.alloc(2 + text.length + 8)
  out.writeUInt16BE(text.length)
  text.copy(out, 2)
  out.writeBigUInt64BE(BigInt(bytes), 2 + text.length)
  return out
}

/** Files that vanish while they are listed are left out: nothing in the database copied before them refers to them. */
export async function* packFiles(entries: Iterable<ArchiveEntry> | AsyncIterable<ArchiveEntry>): AsyncGenerator<Buffer> {
  for await (const { name, path } of entries) {
    const size = await stat(path).then(
      (found) => found.size,
      () => undefined,
    )
    if (size === undefined) continue
    yield head(name, size)
    let left = size
    if (size > 0) {
      for await (const chunk of createReadStream(path, { end: size - 1 })) {
        left -= (chunk as Buffer).length
        yield chunk as Buffer
      }
    }
    if (left !== 0) throw new AppError('backup-failed', 'unavailable', `${name} became shorter while it was copied. Run the backup again.`)
  }
  yield Buffer.alloc(2)
}

export async function* listFolder(folder: string, prefix: string): AsyncGenerator<ArchiveEntry> {
  const shelves = await readdir(folder).catch(() => [])
  for (const shelf of shelves.filter((name) => /^[0-9a-f]{2}$/.test(name)).sort()) {
    for (const name of (await readdir(join(folder, shelf))).sort())
      yield { name: `${prefix}/${shelf}/${name}`, path: join(folder, shelf, name) }
  }
}

const broken = (): AppError => new AppError('backup-damaged', 'invalid', 'The backup does not hold what a backup holds.')

/** Writes an archive's files below `target`; only names that a backup can contain are accepted. Returns the names. */
export const unpackFiles = async (source: AsyncIterable<Buffer>, target: string): Promise<string[]> => {
  const chunks = source[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)
  const more = async (): Promise<void> => {
    const next = await chunks.next()
    if (next.done) throw broken()
    held = Buffer.concat([held, next.value])
  }
  const take = async (length: number): Promise<Buffer> => {
    while (held.length < length) await more()
    const taken = held.subarray(0, length)
    held = held.subarray(length)
    return taken
  }
  const names: string[] = []
  for (;;) {
    const length = (await take(2)).readUInt16BE()
    if (length === 0) break
    const name = (await take(length)).toString()
    if (!NAME.test(name)) throw broken()
    let left = Number((await take(8)).readBigUInt64BE())
    const path = join(target, name)
    await makeFolder(dirname(path))
    const file = await open(path, 'wx', 0o600)
    try {
      while (left > 0) {
        if (held.length === 0) await more()
        const part = await take(Math.min(left, held.length))
        await file.writeFile(part)
        left -= part.length
      }
      await file.sync()
    } finally {
      await file.close()
    }
    names.push(name)
  }
  // The last frame is only known to be the last once the stream has ended.
  if (held.length > 0 || !(await chunks.next()).done) throw broken()
  return names
}
