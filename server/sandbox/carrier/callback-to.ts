import type { CallbackTo, Method } from './shapes.ts'

/** Reads a callback's address, method and events as documents and requests name them. Null: nobody wants to hear. */
export const callbackTo = (
  url: string | undefined,
  method: string | undefined,
  events: string,
  resolve: (url: string) => string = (one) => one,
): CallbackTo | null =>
  url ? { url: resolve(url), method: (method ?? 'POST') as Method, events: events.split(/[\s,]+/).filter(Boolean) } : null
