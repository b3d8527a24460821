import type { Express } from 'express'

/** One place where a request is answered, and the rows of the table that stand before it. */
export interface Door {
  method: string
  path: string
  rows: string[]
}

interface Handler {
  name: string
  row?: string
  routes?: { method: string; path: string; limit?: string; may: string }[]
  stack?: Layer[]
}
interface Layer {
  handle: Handler
  rawPath: string | string[] | undefined
  route?: { path: string | string[]; methods: Record<string, boolean>; stack: { handle: Handler }[] }
}

const list = <T>(one: T | T[]): T[] => (Array.isArray(one) ? one : [one])
const join = (before: string, path: string | undefined): string => (path === undefined || path === '/' ? before : `${before}${path}`)

/** Walks what Express was told, in its order: a guard counts for what is mounted behind it, below its path. */
const walk = (stack: readonly Layer[], before: string, guards: readonly { at: string; row: string }[]): Door[] => {
  const seen = [...guards]
  const rowsAt = (path: string): string[] => seen.filter(({ at }) => path === at || path.startsWith(`${at}/`)).map(({ row }) => row)
  return stack.flatMap(({ handle, rawPath, route }): Door[] => {
    if (route)
      return list(route.path).flatMap((path) => {
        const at = join(before, path) || '/'
        const own = route.stack.flatMap((layer) => layer.handle.row ?? [])
        return Object.keys(route.methods).map((method) => ({ method, path: at, rows: [...rowsAt(at), ...own] }))
      })
    const places = list(rawPath).map((path) => join(before, path))
    if (handle.row !== undefined) {
      for (const at of places) seen.push({ at, row: handle.row })
      return []
    }
    return places.flatMap((at) => {
      if (handle.routes)
        return handle.routes.map(({ method, path, limit, may }) => ({
          method,
          path: `${at}${path}`,
          rows: [...rowsAt(at), limit ?? (may === 'public' ? 'public' : 'api')],
        }))
      if (handle.name === 'serveStatic') return [{ method: 'any', path: `${at}/none.js`, rows: rowsAt(at) }]
      return handle.stack ? walk(handle.stack, at, seen) : []
    })
  })
}

/** Every door that is mounted. */
export const doorsOf = (app: Express): Door[] => walk((app.router as never as { stack: Layer[] }).stack, '', [])
