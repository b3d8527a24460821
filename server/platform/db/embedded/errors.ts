import type { Doc } from './bson.ts'

/** An error that goes to the client under MongoDB's own code and name, so that drivers treat it as they would a mongod's. */
export class StoreError extends Error {
  readonly code: number
  readonly codeName: string
  readonly extra: Doc
  constructor(code: number, codeName: string, message: string, extra: Doc = {}) {
    super(message)
    this.name = 'StoreError'
    this.code = code
    this.codeName = codeName
    this.extra = extra
  }
}

export const badValue = (message: string) => new StoreError(2, 'BadValue', message)
export const failedToParse = (message: string) => new StoreError(9, 'FailedToParse', message)
export const typeMismatch = (message: string) => new StoreError(14, 'TypeMismatch', message)
export const notViable = (message: string) => new StoreError(28, 'PathNotViable', message)
export const notSupported = (what: string) => new StoreError(115, 'CommandNotSupported', `The embedded store does not support ${what}.`)
export const outOfTime = () => new StoreError(50, 'MaxTimeMSExpired', 'operation exceeded time limit')
export const outOfDisk = (message: string) => new StoreError(14031, 'OutOfDiskSpace', message)
/** Of the system, or of lmdb in its words. */
export const isNoSpace = (error: unknown): boolean =>
  /ENOSPC|EDQUOT|No space left|quota exceeded|MDB_MAP_FULL|mapsize limit/i.test(error instanceof Error ? error.message : String(error))
export const tooLarge = (message: string) => new StoreError(10334, 'BSONObjectTooLarge', message)
export const noNamespace = (ns: string) => new StoreError(26, 'NamespaceNotFound', `ns does not exist: ${ns}`)

export const toReply = (error: unknown): Doc => {
  if (error instanceof StoreError) return { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName, ...error.extra }
  return { ok: 0, errmsg: error instanceof Error ? error.message : String(error), code: 8, codeName: 'UnknownError' }
}

/** One entry of a write command's `writeErrors`. */
export const toWriteError = (index: number, error: StoreError): Doc => ({ index, code: error.code, errmsg: error.message, ...error.extra })
