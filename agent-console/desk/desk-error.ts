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

export const messageOf = (error: unknown): string => (error instanceof DeskError ? error.message : 'This did not work. Nothing was lost.')
