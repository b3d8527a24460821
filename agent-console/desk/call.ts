import { learnClock } from './clock.ts'
import { DeskError, fromBody, offline } from './desk-error.ts'
import { patience } from './patience.ts'
import { refresh } from './refresh.ts'
import { tokenNow } from './session.ts'

export type Query = Record<string, string | number | undefined>
interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  query?: Query
  body?: unknown
  /** The same key for the same intent: the desk does it once, however often it is asked. */
  key?: string
  signal?: AbortSignal
  /** Lets the request outlive the page. */
  keepalive?: boolean
}

/** Works in plain http too, where `crypto.randomUUID` does not exist. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')

const addressOf = (path: string, query: Query = {}): string => {
  const words = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') words.set(name, String(value))
  return `/api/v1${path}${words.size > 0 ? `?${words}` : ''}`
}

const send = async ({ method, path, query, body, key, signal, keepalive }: Call): Promise<Response> => {
  const token = tokenNow()
  try {
    return await fetch(addressOf(path, query), {
      method,
      headers: {
        accept: 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
        ...(key ? { 'idempotency-key': key } : {}),
      },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
      signal: patience(signal),
      ...(keepalive ? { keepalive } : {}),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw offline()
  }
}

/** Asks the desk. Throws DeskError. A token that ran out is renewed once. */
export const call = async <T>(request: Call): Promise<T> => {
  let response = await send(request)
  if (response.status === 401 && tokenNow() && (await refresh().catch(() => false))) response = await send(request)
  learnClock(response.headers.get('date'))
  if (response.status === 204) return undefined as T
  const body: unknown = await response.json().catch(() => null)
  if (!response.ok) throw fromBody(body, response.status)
  if (body === null) throw new DeskError('no-answer', 'unavailable', 'The desk did not answer as expected.')
  return body as T
}

export const get = <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
  call<T>({ method: 'GET', path, ...(query ? { query } : {}), ...(signal ? { signal } : {}) })
export const post = <T>(path: string, body?: unknown, key: string = newKey()): Promise<T> => call<T>({ method: 'POST', path, body, key })
export const put = <T>(path: string, body: unknown): Promise<T> => call<T>({ method: 'PUT', path, body })
export const patch = <T>(path: string, body: unknown): Promise<T> => call<T>({ method: 'PATCH', path, body })

export interface Page<T> {
  items: T[]
  nextCursor: string | null
}
