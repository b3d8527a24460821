/** The few ways a request can go wrong. HTTP statuses for them stand in `platform/routes.ts` only. */
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

export interface FieldError {
  path: string
  message: string
}

/** What leaves the server, over HTTP and in socket acknowledgements alike. */
export interface ErrorBody {
  error: { code: string; kind: ErrorKind; message: string; details?: readonly FieldError[]; requestId?: string }
}
