import type { ErrorBody, ErrorKind, FieldError } from '../../server/platform/wire/error.ts'

/** What a call to the desk can end in. `offline`: no answer came; whether it was done is not known. */
export class DeskError extends Error {
  readonly code: string
  readonly kind: ErrorKind | 'offline'
  readonly details: readonly FieldError[]
  constructor(code: string, kind: ErrorKind | 'offline', message: string, details: readonly FieldError[] = []) {
    super(message)
    this.name = 'DeskError'
    this.code = code
    this.kind = kind
    this.details = details
  }
}

export const offline = (): DeskError => new DeskError('offline', 'offline', 'No connection to the desk.')

/** An answer that is no error body of ours (a proxy's page, say) becomes an unavailable desk. */
export const fromBody = (body: unknown, status: number): DeskError => {
  const known = (body as Partial<ErrorBody> | null)?.error
  if (known?.code) return new DeskError(known.code, known.kind, known.message, known.details)
  return new DeskError('no-answer', 'unavailable', `The desk did not answer as expected (${status}).`)
}

export const isKind = (error: unknown, ...kinds: (ErrorKind | 'offline')[]): boolean =>
  error instanceof DeskError && kinds.includes(error.kind)

/** `body.requiredSkills.german` as a person may find it on the form: the word nearest to the value. */
const fieldWords = (path: string): string => {
  const word = path
    .split('.')
    .slice(1)
    .findLast((part) => !/^\d+$/.test(part))
  return word ? `${word[0]?.toUpperCase()}${word.slice(1).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}: ` : ''
}

/** What went wrong, in words; where the desk says of which value, with it. */
export const messageOf = (error: unknown): string => {
  if (!(error instanceof DeskError)) return 'This did not work. Nothing was lost.'
  if (error.code !== 'invalid-input') return error.message
  return [error.message, ...error.details.slice(0, 3).map(({ path, message }) => `${fieldWords(path)}${message}.`)].join(' ')
}
