import type { ErrorBody, ErrorKind, FieldError } from './wire/error.ts'

export type { ErrorBody, ErrorKind, FieldError } from './wire/error.ts'

/**
 * The one error of the desk. `code` is stable and for programs, `message` is safe to show to anyone who may see the answer.
 * `details` lists what was wrong with which field; it must hold no secret.
 *
 * @example
 * if (now.status === 'closed') throw new AppError('case-closed', 'conflict', 'This case is closed. Open it again first.')
 */
export class AppError extends Error {
  readonly code: string
  readonly kind: ErrorKind
  readonly details: readonly FieldError[] | undefined
  constructor(code: string, kind: ErrorKind, message: string, options: { cause?: unknown; details?: readonly FieldError[] } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.kind = kind
    this.details = options.details
  }
}

/** Foreign and missing look the same from outside (SECURITY A1). */
export const notFound = (noun: string): AppError => new AppError(`${noun}-not-found`, 'not-found', `There is no such ${noun}.`)

export const toErrorBody = (error: AppError, requestId?: string): ErrorBody => ({
  error: {
    code: error.code,
    kind: error.kind,
    message: error.message,
    ...(error.details ? { details: error.details } : {}),
    ...(requestId ? { requestId } : {}),
  },
})
