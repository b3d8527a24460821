import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import { AppError } from '../../platform/errors.ts'
import { createGuardedFetch, type GuardedAnswer } from '../../platform/guarded-fetch.ts'
import { newId } from '../../platform/ids.ts'
import type { Log } from '../../platform/log.ts'
import type { Chaos } from './chaos.ts'
import type { Method } from './shapes.ts'

/** What came of a request to a customer's door. Codes of Twilio's dictionary: 11100 address, 11200 bad answer, 11205 no connection or no answer in time. */
export type WebhookAnswer = { ok: true; type: string; body: string } | { ok: false; code: number; why: string }

export interface Webhooks {
  ask(to: { url: string; method: Method }, params: Record<string, string>, token?: string): Promise<WebhookAnswer>
  /** The bytes of a sound to play, or of a file to send; null when they cannot be had. Fetched without a signature. */
  file(url: string, maxBytes: number): Promise<GuardedAnswer | null>
}

interface Overrides {
  retries: number
  policy: string[]
  readMs: number
  totalMs: number
}

const MAX_DOCUMENT = 64 * 1024
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** `#rc=5&rp=all`: Twilio's connection overrides, within its bounds. By default a lost connection is tried once more, all within 15 s. */
export const readOverrides = (fragment: string, limitMs: number): Overrides => {
  const given = new URLSearchParams(fragment.replace(/^#/, ''))
  const number = (name: string, least: number, most: number, otherwise: number): number => {
    const value = given.get(name)
    return value !== null && /^\d+$/.test(value) ? Math.min(most, Math.max(least, Number(value))) : otherwise
  }
  return {
    retries: number('rc', 0, 5, 1),
    policy: (given.get('rp') ?? 'ct').split(','),
    readMs: number('rt', 100, limitMs, limitMs),
    totalMs: number('tt', 100, limitMs, limitMs),
  }
}

type Failure = { ok: false; kind: 'ct' | 'rt' | '4xx' | '5xx' | 'other'; code: number; why: string }

const failureOf = (error: unknown): Failure => {
  if (error instanceof AppError && error.code === 'address-refused') return { ok: false, kind: 'other', code: 11100, why: error.message }
  if (error instanceof AppError && error.code === 'answer-too-large')
    return { ok: false, kind: 'other', code: 11200, why: 'the answer is over 64 KB' }
  const cause = (error as AppError).cause as { code?: string; name?: string } | undefined
  return cause?.name === 'TimeoutError' || cause?.name === 'AbortError'
    ? { ok: false, kind: 'rt', code: 11205, why: 'no answer in time' }
    : { ok: false, kind: 'ct', code: 11205, why: `no connection (${cause?.code ?? cause?.name ?? 'unknown'})` }
}

/** Asks customers' doors as Twilio does: form-encoded, signed, in time, again when told so. The sandbox reaches the desk and nothing else. */
export const createWebhooks = ({
  authToken,
  accountSid,
  reach,
  chaos,
  log,
  timeoutMs = 15_000,
}: {
  authToken: string
  accountSid: string
  /** The addresses it may ask. */
  reach(): string[]
  chaos: Chaos
  log: Pick<Log, 'warn'>
  timeoutMs?: number
}): Webhooks => {
  const guarded = (ms: number, maxBytes: number) => {
    const hosts = reach().map((one) => new URL(one))
    return createGuardedFetch({
      privateHosts: hosts.map(({ hostname, port, protocol }) => `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`),
      // No other name is looked up: the sandbox does not leave the machine.
      resolve: async (name) => (name === 'localhost' ? ['127.0.0.1'] : []),
      timeoutMs: ms,
      maxBytes,
    })
  }
  const once = async (
    url: string,
    method: Method,
    params: Record<string, string>,
    token: string,
    ms: number,
  ): Promise<Failure | (WebhookAnswer & { ok: true })> => {
    const full = new URL(url)
    if (method === 'GET') for (const [name, value] of Object.entries(params)) full.searchParams.append(name, value)
    const address = method === 'GET' ? full.href : url
    const isUnheard = chaos.isUnheard()
    const asked = guarded(ms, MAX_DOCUMENT)(address, {
      method,
      allowHttp: true,
      headers: {
        'user-agent': 'TwilioProxy/1.1',
        accept: '*/*',
        'i-twilio-idempotency-token': token,
        'x-home-region': 'us1',
        'x-twilio-signature': getExpectedTwilioSignature(authToken, address, method === 'GET' ? {} : params),
        ...(method === 'POST' ? { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' } : {}),
      },
      ...(method === 'POST' ? { body: new URLSearchParams(params).toString() } : {}),
    }).catch(failureOf)
    if (isUnheard) {
      await asked
      await wait(Math.min(ms, chaos.settings().timeOutMs))
      return { ok: false, kind: 'rt', code: 11205, why: 'no answer in time (chaos)' }
    }
    const answer = await asked
    if ('ok' in answer) return answer
    const { status } = answer
    if (status >= 300)
      return { ok: false, kind: status >= 500 ? '5xx' : status >= 400 ? '4xx' : 'other', code: 11200, why: `status ${status}` }
    return {
      ok: true,
      type:
        String(answer.headers['content-type'] ?? '')
          .split(';')[0]
          ?.trim() ?? '',
      body: answer.body.toString('utf8'),
    }
  }

  return {
    ask: async (to, given, token = newId()) => {
      if (!URL.canParse(to.url)) return { ok: false, code: 11100, why: `${to.url} is no address` }
      const [plain = '', fragment = ''] = to.url.split('#')
      const { retries, policy, readMs, totalMs } = readOverrides(fragment, timeoutMs)
      const params = { ...given, AccountSid: accountSid, ApiVersion: '2010-04-01' }
      const until = Date.now() + totalMs
      let last: Failure = { ok: false, kind: 'rt', code: 11205, why: 'no time left' }
      for (let tried = 0; tried <= retries; tried++) {
        const left = Math.min(readMs, until - Date.now())
        if (left <= 0) break
        if (tried > 0) await wait(Math.min(100 * tried, left / 2))
        // (?) The fragment is taken as the carrier's own: neither sent nor signed.
        const answer = await once(plain, to.method, params, token, left)
        if (answer.ok) return answer
        last = answer
        if (!policy.includes('all') && !policy.includes(last.kind)) break
      }
      log.warn({ url: plain.split('?')[0], code: last.code, why: last.why }, 'the sandbox carrier got no answer it can use')
      return { ok: false, code: last.code, why: last.why }
    },
    file: async (url, maxBytes) => {
      try {
        const answer = await guarded(timeoutMs, maxBytes)(url, { allowHttp: true })
        return answer.status === 200 ? answer : null
      } catch (error) {
        log.warn({ err: error }, 'the sandbox carrier could not fetch a file')
        return null
      }
    },
  }
}
