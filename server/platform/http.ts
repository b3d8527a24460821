import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type Express, type RequestHandler } from 'express'
import helmet from 'helmet'
import { AppError, toErrorBody } from './errors.ts'
import { newId } from './ids.ts'
import { listenFault } from './listen-fault.ts'
import type { Log } from './log.ts'
import { answerErrors } from './routes.ts'

export interface Http {
  express: Express
  server: Server
  /** Who asks, also where Express is not asked (a socket's handshake): `request.ip`, behind the same proxies. */
  addressOf(request: IncomingMessage): string
  /** Listens, and gives the port: asked for as 0, any free one. Throws AppError('listen', 'unavailable') when that cannot be. */
  listen(): Promise<number>
  /** No new connection; resolves when the open ones have ended or `graceMs` is over. */
  close(graceMs: number): Promise<void>
}

export interface HttpOptions {
  /** What any caller gets before a door is reached. */
  bounds: { headerBytes: number; headersMs: number; requestMs: number; idleMs: number; connections: number }
  host: string
  port: number
  /** Addresses or networks whose X-Forwarded-For is believed (SECURITY W2). */
  trustProxy: readonly string[]
  /** The Host header: an unknown one gets 421 before anything else runs (SECURITY W1, R1). */
  isHostAllowed(hostname: string): boolean
  /** Hosts of a provider that our own pages talk to themselves, as sources of a content policy (`wss://*.provider.example`). */
  pagesReach?: readonly string[]
  /** Mounts the doors, in order; errors are answered behind them. */
  mount(app: Express): void
  log: Log
}

/** No inline script, no framing, nothing from elsewhere (SECURITY W9). Doors that are framed or show files set a policy of their own. */
const policy = (reach: readonly string[]) => ({
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  // Mantine sets custom properties through style attributes.
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'", ...reach],
  mediaSrc: ["'self'", ...reach.filter((one) => one.startsWith('https:'))],
  frameSrc: ["'self'"],
  manifestSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
})

/** What every answer says about pages, before any door is asked. */
export const pageHeaders = (reach: readonly string[] = []): RequestHandler[] => [
  helmet({
    contentSecurityPolicy: { useDefaults: false, directives: policy(reach) },
    referrerPolicy: { policy: 'no-referrer' },
    // The desk itself speaks plain http behind its proxy; who terminates TLS says this.
    strictTransportSecurity: false,
  }),
  // Calls need the microphone, a choice of speakers and the buttons of headsets; nothing else of a computer is any page's business, nor that of what a page frames.
  (_request, response, next) => {
    response.setHeader(
      'Permissions-Policy',
      'microphone=(self), speaker-selection=(self), hid=(self), camera=(), geolocation=(), display-capture=()',
    )
    next()
  },
]

/** From the desk outward, the first address that is no trusted proxy; where all are, the outermost. What stands beyond it anybody can write (SECURITY W2). */
const addressBehind =
  (trusts: (address: string, hop: number) => boolean) =>
  ({ socket, headers }: IncomingMessage): string => {
    const forwarded = String(headers['x-forwarded-for'] ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '')
    const hops = [socket.remoteAddress ?? '', ...forwarded.reverse()]
    return hops.find((one, hop) => !trusts(one, hop)) ?? hops.at(-1) ?? ''
  }

export const createHttp = ({ bounds, host, port, trustProxy, isHostAllowed, pagesReach, mount, log }: HttpOptions): Http => {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('trust proxy', trustProxy.length > 0 ? [...trustProxy] : false)
  app.set('query parser', 'simple')
  app.use((request, response, next) => {
    response.locals.requestId = newId().slice(0, 12)
    response.setHeader('X-Request-Id', response.locals.requestId as string)
    if (!isHostAllowed(request.hostname ?? '')) {
      response.status(421).json(toErrorBody(new AppError('misdirected', 'invalid', 'This desk does not answer under that name.')))
      return
    }
    next()
  })
  app.use(...pageHeaders(pagesReach))
  mount(app)
  app.use((_request, _response, next) => next(new AppError('no-such-door', 'not-found', 'There is nothing here.')))
  app.use(answerErrors(log))
  const { headerBytes, headersMs, requestMs, idleMs, connections } = bounds
  const server = createServer({ requestTimeout: requestMs, headersTimeout: headersMs, maxHeaderSize: headerBytes }, app)
  server.maxConnections = connections
  // Who takes an answer without reading it keeps what it is made of.
  server.setTimeout(idleMs)
  return {
    express: app,
    server,
    addressOf: addressBehind(app.get('trust proxy fn')),
    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', (error) => reject(listenFault(error, { host, port, hostSetting: 'HOST', portSetting: 'PORT' })))
        server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
      }),
    close: (graceMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          server.closeAllConnections()
          // A socket whose other end sleeps does not answer that it closes, and nothing waits for it.
          resolve()
        }, graceMs)
        server.close(() => {
          clearTimeout(timer)
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}
