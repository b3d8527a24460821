/** The few ways a request can go wrong. HTTP statuses for them stand in `routes.ts` only. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'too-large'
  | 'gone'
  | 'rate-limited'
  | 'unavailable'

/**
 * The one error of the desk. `code` is stable and for programs, `message` is safe to show to anyone who may see the answer.
 * `details` lists what was wrong with which field; it must hold no secret.
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

export interface FieldError {
  path: string
  message: string
}

/** Foreign and missing look the same from outside (SECURITY A1). */
export const notFound = (noun: string): AppError => new AppError(`${noun}-not-found`, 'not-found', `There is no such ${noun}.`)

/** What leaves the server, over HTTP and in socket acknowledgements alike. */
export interface ErrorBody {
  error: { code: string; kind: ErrorKind; message: string; details?: readonly FieldError[]; requestId?: string }
}

export const toErrorBody = (error: AppError, requestId?: string): ErrorBody => ({
  error: {
    code: error.code,
    kind: error.kind,
    message: error.message,
    ...(error.details ? { details: error.details } : {}),
    ...(requestId ? { requestId } : {}),
  },
})
