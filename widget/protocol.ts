/**
 * What the host page and the frame may say to each other. Both sides check origin and source, read by these functions and drop the rest; neither
 * ever posts to `*` (SECURITY G3). No imports: it is part of the loader too.
 */

/** Page → frame. */
export type ToApp =
  /** `page`: origin and path, never query or fragment. */
  | { type: 'hello'; page: string; theme: Theme }
  | { type: 'opened' }
  | { type: 'closed' }
  /** The site's short-lived signed word for who is in front of the page. */
  | { type: 'identify'; token: string }
  /** The customer signed out of the site: nothing of the chat stays in this browser. */
  | { type: 'forget' }

/** Frame → page. */
export type ToHost =
  | { type: 'ready'; name: string }
  | { type: 'close' }
  | { type: 'unread'; count: number }
  | { type: 'begun'; has: boolean }

export type Theme = 'light' | 'dark' | 'auto'

const MARK = 'patchbay'
const VERSION = 1

export const wrap = (message: ToApp | ToHost): object => ({ [MARK]: VERSION, ...message })

const open = (data: unknown): Record<string, unknown> | null =>
  typeof data === 'object' && data !== null && (data as Record<string, unknown>)[MARK] === VERSION
    ? (data as Record<string, unknown>)
    : null

const isText = (value: unknown, limit: number): value is string => typeof value === 'string' && value.length <= limit

export const readToApp = (data: unknown): ToApp | null => {
  const said = open(data)
  if (!said) return null
  const { type, page, theme, token } = said
  if (type === 'hello')
    return isText(page, 500) && (theme === 'light' || theme === 'dark' || theme === 'auto') ? { type, page, theme } : null
  if (type === 'identify') return isText(token, 4096) && token !== '' ? { type, token } : null
  return type === 'opened' || type === 'closed' || type === 'forget' ? { type } : null
}

export const readToHost = (data: unknown): ToHost | null => {
  const said = open(data)
  if (!said) return null
  const { type, name, count, has } = said
  if (type === 'ready') return isText(name, 200) ? { type, name } : null
  if (type === 'unread') return Number.isInteger(count) && (count as number) >= 0 ? { type, count: count as number } : null
  if (type === 'begun') return typeof has === 'boolean' ? { type, has } : null
  return type === 'close' ? { type } : null
}
