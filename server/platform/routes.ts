import { createHash } from 'node:crypto'
import { type NextFunction, type Request, type Response, Router } from 'express'
import type { Connection } from 'mongoose'
import * as z from 'zod'
import { isDiskFull, isDuplicateKey } from './db/database-errors.ts'
import { leadsTo, body as readBody } from './door.ts'
import { AppError, type ErrorKind, toErrorBody } from './errors.ts'
import { newId } from './ids.ts'
import { canonical } from './ledger.ts'
import type { Limit } from './limit.ts'
import type { Log } from './log.ts'
import { createQueueByKey } from './stream-queue.ts'

/** The only place that knows HTTP statuses. */
export const statusOf: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  'rate-limited': 429,
  unavailable: 503,
}

/** What a verb may need of the request besides its named arguments. */
export interface RequestContext {
  /** The same for a repeated request with the same Idempotency-Key: makes the verb's entry keys the same. */
  commandId: string
  /** The client's address, through trusted proxies only. */
  address: string
  requestId: string
  /** For the few routes that read or set cookies. */
  request: Request
  response: Response
}

/**
 * One door as data: mounting, OpenAPI and the role test read the same list.
 * `may` is the permission the actor needs; `public` marks a door for people who are not signed in.
 */
export interface Route<A = unknown> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** In Express' form: `/cases/:caseId/assign`, under `/api/v1`. */
  path: string
  /** One sentence for the API's description. */
  summary: string
  may: string | 'public'
  /** What else the actor needs, where the answer joins what other permissions open. */
  also?: readonly string[]
  /** A row of the table of limits (SECURITY R8). */
  limit?: string
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  /** The body is the bytes of a file, which the verb reads itself. */
  isFile?: boolean
  /** What it answers with, for the description. */
  answer?: z.ZodType
  status?: 200 | 201 | 202 | 204
  /** The answer holds a secret shown once: it is never kept for a repeated request, which then throws conflict. */
  secretAnswer?: boolean
  // Inputs are typed by the schemas beside them; the list as a whole cannot be.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  run(actor: A, input: any, context: RequestContext): Promise<unknown>
}

/**
 * Types `run`'s input by the schemas that stand beside it.
 *
 * @example
 * route({
 *   method: 'post',
 *   path: '/queues',
 *   summary: 'Adds a queue.',
 *   may: 'queue.manage',
 *   body: NewQueue,
 *   answer: Queue,
 *   status: 201,
 *   run: (actor: Actor, { name }, { commandId }) => queues.addQueue(actor, { name, commandId }),
 * })
 */
export const route = <
  A,
  P extends z.ZodObject = z.ZodObject<Record<never, z.ZodType>>,
  Q extends z.ZodObject = z.ZodObject<Record<never, z.ZodType>>,
  B extends z.ZodType = z.ZodObject<Record<never, z.ZodType>>,
>(
  definition: Omit<Route<A>, 'run' | 'params' | 'query' | 'body'> & {
    params?: P
    query?: Q
    body?: B
    run(actor: A, input: z.infer<P> & z.infer<Q> & z.infer<B>, context: RequestContext): Promise<unknown>
  },
): Route<A> => definition as unknown as Route<A>

export interface RouteDeps<A> {
  connection: Connection
  log: Log
  /** Who asks; throws unauthenticated when a credential is there but not good; null when there is none. */
  authenticate(request: Request): Promise<A | null>
  actorId(actor: A): string
  /** Throws forbidden. */
  allow(actor: A, permission: string): void
  limit: Limit
}

const fieldErrors = (error: z.ZodError, where: string) =>
  error.issues.map((issue) => ({ path: [where, ...issue.path.map(String)].join('.'), message: issue.message }))

const parse = (schema: z.ZodType | undefined, value: unknown, where: string): object => {
  if (!schema) {
    if (where !== 'body' && value && Object.keys(value).length > 0)
      throw new AppError('invalid-input', 'invalid', `This door takes nothing in the ${where}.`)
    return {}
  }
  const result = schema.safeParse(value ?? {})
  if (result.success) return result.data as object
  throw new AppError('invalid-input', 'invalid', 'Some values are not accepted.', { details: fieldErrors(result.error, where) })
}

interface Kept {
  _id: string
  bodyHash: string
  /** The process that claimed the key and has not refused it. */
  by?: string
  status?: number
  answer?: string
  expiresAt: Date
}

/** Whoever is not signed in shares a row that is smaller. */
export const rowOf = ({ limit, may }: Pick<Route, 'limit' | 'may'>): string => limit ?? (may === 'public' ? 'public' : 'api')

/** All the permissions that a door asks for. */
export const neededBy = ({ may, also = [] }: Pick<Route, 'may' | 'also'>): readonly string[] => (may === 'public' ? [] : [may, ...also])

const KEPT_MS = 24 * 3_600_000
/** For so long a claim of another process counts as under way, where running the verb twice would spoil its secret. */
const UNDER_WAY_MS = 60_000

/** Makes an Express router out of the list: fixed order, all visible: body (up to its row's bytes), who, limit, validate, may, verb, answer. */
export const mountRoutes = <A>(routes: readonly Route<A>[], deps: RouteDeps<A>): Router => {
  const kept = deps.connection.collection<Kept>('idempotency')
  const inTurn = createQueueByKey()
  /** Names this process among several. */
  const here = newId()
  // Express tries one path after another, and there are hundreds: by the first segment a request comes at once to the few that may be meant.
  const byFirst = new Map<string, Router>()
  const firstOf = (path: string): string => path.split('/', 2)[1]?.toLowerCase() ?? ''
  for (const one of routes) {
    const first = firstOf(one.path)
    const few = byFirst.get(first) ?? Router()
    byFirst.set(first, few)
    const read = one.method === 'get' || one.isFile ? [] : [readBody(deps.limit, rowOf(one), 'json')]
    few[one.method](one.path, ...read, (request: Request, response: Response, next: NextFunction) => {
      handle(one, request, response).catch(next)
    })
  }
  const router = Router()
  const dispatch = (request: Request, response: Response, next: NextFunction): void => {
    const few = byFirst.get(firstOf(request.path))
    // What `next` is given is an error to it.
    if (few) few(request, response, next)
    else next()
  }
  router.use(leadsTo(routes, dispatch))
  const handle = async (one: Route<A>, request: Request, response: Response): Promise<void> => {
    const address = request.ip ?? ''
    const actor = await deps.authenticate(request)
    await deps.limit.enter(rowOf(one), actor ? deps.actorId(actor) : address, response)
    if (one.may !== 'public') {
      if (!actor) throw new AppError('sign-in-needed', 'unauthenticated', 'Sign in first.')
      for (const permission of neededBy(one)) deps.allow(actor, permission)
    }
    if (one.method !== 'get' && !one.isFile && request.get('content-length') !== '0' && request.is('json') === false)
      throw new AppError('not-json', 'invalid', 'Send the body as JSON, with Content-Type: application/json.')
    const input = {
      ...parse(one.params, request.params, 'path'),
      ...parse(one.query, request.query, 'query'),
      ...(one.method === 'get' ? {} : parse(one.body, request.body, 'body')),
    }
    // The bytes of a file are not read yet, so that nothing could tell another file under the same key: each is a file of its own.
    const key = one.method === 'post' && actor && !one.isFile ? request.get('idempotency-key') : undefined
    if (key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(key))
      throw new AppError('idempotency-key', 'invalid', 'An Idempotency-Key is 1 to 200 printable characters without spaces.')
    const scope = key
      ? createHash('sha256')
          .update(canonical([deps.actorId(actor as A), one.path, key]))
          .digest('hex')
      : undefined
    const status = one.status ?? 200
    const answerIt = async (): Promise<void> => {
      if (scope && (await answeredBefore(one, scope, input, response))) return
      const commandId = scope?.slice(0, 32) ?? newId()
      const context = { commandId, address, requestId: String(response.locals.requestId), request, response }
      const answer = await one.run(actor as A, input, context).catch(async (error) => {
        if (scope) await kept.updateOne({ _id: scope }, { $unset: { by: '' } })
        throw error
      })
      if (scope)
        await kept.updateOne(
          { _id: scope },
          { $set: one.secretAnswer ? { status: 409 } : { status, answer: JSON.stringify(answer ?? {}) } },
        )
      // A file was sent, or nobody is there any more to be sent it.
      if (response.headersSent || response.destroyed) return
      if (status === 204) response.status(204).end()
      else response.status(status).json(answer ?? {})
    }
    await (scope ? inTurn(scope, answerIt) : answerIt())
  }
  /**
   * Claims the key for this body, or gives the stored answer again. A claim without an answer (a refusal, a crash) lets the verb run again: its entry keys
   * are the same. Only what a secret is made for must not run beside another process, which may be at it.
   */
  const answeredBefore = async (one: Route<A>, scope: string, input: object, response: Response): Promise<boolean> => {
    const bodyHash = createHash('sha256').update(canonical(input)).digest('hex')
    try {
      await kept.insertOne({ _id: scope, bodyHash, by: here, expiresAt: new Date(Date.now() + KEPT_MS) })
      return false
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
    }
    const before = await kept.findOne({ _id: scope })
    if (before && before.bodyHash !== bodyHash)
      throw new AppError('idempotency-key-reused', 'conflict', 'This Idempotency-Key was already used with other values.')
    if (before?.status === undefined) {
      const isYoung = before !== null && before.expiresAt.getTime() > Date.now() + KEPT_MS - UNDER_WAY_MS
      if (one.secretAnswer && isYoung && before.by !== undefined && before.by !== here)
        throw new AppError('under-way', 'conflict', 'This is under way already. Ask again in a minute.')
      return false
    }
    if (before.answer === undefined)
      throw new AppError('answer-shown-once', 'conflict', 'This was done, and its answer is shown only once.')
    response.setHeader('Idempotent-Replay', 'true')
    response.status(before.status).type('json').send(before.answer)
    return true
  }
  return router
}

/** Forgets what was answered: it may name people. A request that comes again is carried out again, which changes nothing twice. */
export const forgetAnswers = async (connection: Connection): Promise<void> => {
  await connection.collection('idempotency').deleteMany({ status: { $exists: true } })
}

export const idempotencyIndexes = [{ collection: 'idempotency', key: { expiresAt: 1 as const }, expireAfterSeconds: 0 }]

/** Any error becomes one AppError; what was not foreseen shows its request id only. */
export const toAppError = (error: unknown): AppError => {
  if (error instanceof AppError) return error
  if (isDiskFull(error))
    return new AppError('disk-full', 'unavailable', 'The disk of the desk is almost full. Nothing was changed. Tell an admin.', {
      cause: error,
    })
  const { type, status } = error as { type?: string; status?: number }
  if (type === 'entity.too.large') return new AppError('too-large', 'too-large', 'This is too large.')
  if (type === 'entity.parse.failed') return new AppError('invalid-json', 'invalid', 'The body is not valid JSON.')
  if (status !== undefined && status >= 400 && status < 500)
    return new AppError('invalid-request', 'invalid', 'This request cannot be read.')
  return new AppError('internal', 'unavailable', 'Something failed on our side. Nothing was lost. Try again.', { cause: error })
}

/** The last handler: the one place where an error becomes an HTTP answer. */
export const answerErrors =
  (log: Log) =>
  (error: unknown, request: Request, response: Response, _next: NextFunction): void => {
    const known = toAppError(error)
    const requestId = String(response.locals.requestId ?? '')
    if (known.code === 'internal') log.error({ err: error, requestId, path: request.path }, 'a request failed')
    const retryAfter = (known as { retryAfterSeconds?: number }).retryAfterSeconds
    if (retryAfter) response.setHeader('Retry-After', String(retryAfter))
    if (response.headersSent) response.end()
    else response.status(known.code === 'internal' ? 500 : statusOf[known.kind]).json(toErrorBody(known, requestId))
  }

/** A signed place in a list (SECURITY A9) lives in `cursor.ts`; every list answers in this form. */
export const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().nullable() })
