import { hkdfSync, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from './errors.ts'

/** Gives the key of one purpose: 32 bytes, the same each time, unrelated to the key of any other purpose (HKDF, RFC 5869). */
export type KeyFor = (purpose: string) => Buffer

/**
 * The desk's keys come from one secret: SECRET_KEY (needed as soon as several processes serve one desk), else a file made on the first start,
 * readable by its owner alone.
 */
export const openKeys = ({ dataDir, secretKey }: { dataDir: string; secretKey: string | undefined }): KeyFor => {
  const secret = Buffer.from(secretKey ?? readOrMake(dataDir), 'hex')
  if (secret.length !== 32)
    throw new AppError('key-file', 'invalid', `${join(dataDir, 'secret.key')} is damaged: it should hold 64 hexadecimal digits.`)
  const made = new Map<string, Buffer>()
  return (purpose) => {
    let key = made.get(purpose)
    if (!key) {
      key = Buffer.from(hkdfSync('sha256', secret, '', `patchbay:${purpose}`, 32))
      made.set(purpose, key)
    }
    return key
  }
}

const readOrMake = (dataDir: string): string => {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const file = join(dataDir, 'secret.key')
  if (!existsSync(file)) {
    try {
      writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx', flush: true })
    } catch (error) {
      // Without its content it would be taken for a damaged one from now on. Another process's is not ours to remove.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') rmSync(file, { force: true })
      throw error
    }
  }
  chmodSync(file, 0o600)
  return readFileSync(file, 'utf8').trim()
}
