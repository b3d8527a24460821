import { lookup } from 'node:dns/promises'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { AppError } from './errors.ts'
import { isMetadataAddress, isPublicAddress } from './guarded-fetch-addresses.ts'
import { readAnswer } from './guarded-fetch-answer.ts'

export interface GuardedRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD'
  headers?: Readonly<Record<string, string>>
  body?: string | Uint8Array
  /** Plain http is refused unless the caller says that it will do. */
  allowHttp?: boolean
  /** Takes what comes with status 200 piece by piece; `body` is empty then. */
  receive?: (chunk: Buffer) => void
}

/** Also what is not a success: a redirect is an answer like any other, and is never followed. */
export interface GuardedAnswer {
  status: number
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: Buffer
}

/**
 * The only way out for addresses that somebody else named (SECURITY O1): webhooks, look-ups, images.
 * Throws AppError: address-refused (invalid), answer-too-large (too-large), no-answer (unavailable).
 *
 * @example
 * const guardedFetch = createGuardedFetch({ privateHosts: platform.privateHosts, timeoutMs: 2_000, maxBytes: 100_000 })
 * const { status, body } = await guardedFetch(lookUpUrl, { headers: { accept: 'application/json' } })
 */
export type GuardedFetch = (url: string, request?: GuardedRequest) => Promise<GuardedAnswer>

export interface GuardOptions {
  /** Exact `host:port` pairs that may be private (PRIVATE_HOSTS). */
  privateHosts?: readonly string[]
  /** All addresses of a name; asked once per request. */
  resolve?: (hostname: string) => Promise<readonly string[]>
  /** For the whole exchange, the name's look-up included. */
  timeoutMs?: number
  maxBytes?: number
  /** Certificates to trust instead of the public ones. */
  ca?: string
}

const refused = (why: string): AppError => new AppError('address-refused', 'invalid', `This address cannot be called: ${why}.`)
const noAnswer = (cause: unknown): AppError =>
  new AppError('no-answer', 'unavailable', 'The address did not answer as it should.', { cause })

const resolveByDns = async (hostname: string): Promise<string[]> =>
  (await lookup(hostname, { all: true, verbatim: true })).map(({ address }) => address)

/** The URL parser has already turned `0x7f.1`, `2130706433` and `[::ffff:127.0.0.1]` into plain notation. */
const readUrl = (text: string, allowHttp: boolean): URL => {
  if (!URL.canParse(text)) throw refused('it is no valid address')
  const url = new URL(text)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowHttp))
    throw refused(allowHttp ? 'only http and https are' : 'only https is')
  if (url.username || url.password) throw refused('it holds a user name or password')
  return url
}

const portOf = (url: URL): number => Number(url.port || (url.protocol === 'https:' ? 443 : 80))

/** Connects to nothing but the addresses that were checked, however often the name is asked for. */
const pinned =
  (addresses: readonly string[]): LookupFunction =>
  (_hostname, options, callback) => {
    const found = addresses.map((address) => ({ address, family: isIP(address) }))
    const [first] = found
    if (options.all) callback(null, found)
    else if (first) callback(null, first.address, first.family)
  }

export const createGuardedFetch = ({
  privateHosts = [],
  resolve = resolveByDns,
  timeoutMs = 5_000,
  maxBytes = 1_000_000,
  ca,
}: GuardOptions = {}): GuardedFetch => {
  const mayBePrivate = new Set(privateHosts.map((one) => one.toLowerCase()))

  const addressesOf = async (url: URL): Promise<readonly string[]> => {
    const hostname = url.hostname.replace(/^\[|\]$/g, '')
    const addresses = isIP(hostname) ? [hostname] : await resolve(hostname).catch((error: unknown) => Promise.reject(noAnswer(error)))
    if (addresses.length === 0) throw noAnswer(new Error('the name has no address'))
    if (addresses.some(isMetadataAddress)) throw refused('it is the address of the cloud’s own service')
    // One private address among public ones is as good as any: the connection might choose it.
    if (!mayBePrivate.has(`${url.hostname}:${portOf(url)}`) && !addresses.every(isPublicAddress))
      throw refused('it is not on the public internet')
    return addresses
  }

  const send = async (
    url: URL,
    { method = 'GET', headers = {}, body, receive }: GuardedRequest,
    signal: AbortSignal,
  ): Promise<GuardedAnswer> => {
    const addresses = await addressesOf(url)
    signal.throwIfAborted()
    const request = url.protocol === 'https:' ? requestHttps : requestHttp
    return new Promise((done, fail) => {
      // An agent of its own: no shared connections, no proxy from the environment.
      const outgoing = request(url, {
        method,
        headers: { ...headers, host: url.host, connection: 'close', 'accept-encoding': 'identity' },
        agent: false,
        lookup: pinned(addresses),
        signal,
        rejectUnauthorized: true,
        ...(ca === undefined ? {} : { ca }),
      })
      outgoing.on('error', fail)
      outgoing.on('response', (incoming) => readAnswer(incoming, maxBytes, receive).then(done, fail))
      outgoing.end(body)
    })
  }

  return async (text, request = {}) => {
    const url = readUrl(text, request.allowHttp ?? false)
    const signal = AbortSignal.timeout(timeoutMs)
    const tooLate = new Promise<never>((_done, fail) => signal.addEventListener('abort', () => fail(signal.reason), { once: true }))
    try {
      return await Promise.race([send(url, request, signal), tooLate])
    } catch (error) {
      throw error instanceof AppError ? error : noAnswer(error)
    }
  }
}
