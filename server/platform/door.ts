import express, { type Request, type RequestHandler } from 'express'
import type { Limit } from './limit.ts'
import type { Route } from './routes.ts'

/** What stands before a door and names the row that bounds it: a test walks all that is mounted, and finds whatever is behind none. */
export interface Bounded {
  row: string
}

/** Names the row of a handler that asks for the limit itself, as one who answers in the words of another protocol. */
export const bounded = <H>(row: string, handler: H): H & Bounded => Object.assign(handler as H & object, { row })

/** What a dispatcher over a list of routes leads to. */
export const leadsTo = <H>(routes: readonly Pick<Route, 'method' | 'path' | 'limit' | 'may'>[], handler: H) =>
  Object.assign(handler as H & object, { routes })

/** How often an address may come in, and how many of its requests may be under way. */
export const door = (limit: Limit, row: string, keyOf = ({ ip }: Request): string => ip ?? ''): RequestHandler & Bounded =>
  bounded(row, (request, response, next) => {
    limit.enter(row, keyOf(request), response).then(() => next(), next)
  })

/** Reads a body, up to what the row allows. */
export const body = (
  limit: Limit,
  row: string,
  form: 'json' | 'urlencoded' | 'text' | 'raw',
  options: { type?: string; parameterLimit?: number } = {},
): RequestHandler =>
  express[form]({ ...options, ...(form === 'urlencoded' ? { extended: false } : {}), limit: limit.bounds(row).bytes ?? 0 })
