import { createRequire } from 'node:module'
import type { CallDocument, CallIntake, CallReport } from '../../../server/calls/index.ts'
import { createTwilio, TWILIO_DOORS } from '../../../server/channels/twilio/index.ts'
import type { InboundEvent, Intake } from '../../../server/hub/index.ts'
import { listeners } from '../../../server/limits.ts'
import { createHttp } from '../../../server/platform/http.ts'
import { limitBy } from '../../setup/limit-by.ts'
import { openTestPlatform } from '../../setup/platform.ts'
import { type Answer, type Asked, openApiServer } from './api-server.ts'

const { getExpectedTwilioSignature } = createRequire(import.meta.url)('twilio/lib/webhooks/webhooks.js') as {
  getExpectedTwilioSignature(token: string, url: string, params: Record<string, string>): string
}

export const PUBLIC_URL = 'https://desk.larkfield.example'
export const settings = {
  accountSid: `AC${'a'.repeat(32)}`,
  authToken: 'the token of the account',
  apiKeySid: `SK${'b'.repeat(32)}`,
  apiKeySecret: 'the secret of the key, long enough',
  appSid: `AP${'c'.repeat(32)}`,
}
export const OUR_NUMBER = '+12025550100'
export const sidOf = (prefix: string, number: number): string => prefix + number.toString(16).padStart(32, '0')

/** Which of the calls' verbs was asked, and with what. */
export type Heard = { [Verb in keyof CallIntake]: { verb: Verb; said: Parameters<CallIntake[Verb]>[0] } }[keyof CallIntake]

export interface Sent {
  status: number
  text: string
}

/** What stands around the adapter, as a test needs it. */
export interface World {
  /** Twilio's API. */
  answer(asked: Asked): Answer
  /** The calls. */
  document(heard: Heard): CallDocument | Promise<CallDocument>
  reported(report: CallReport): void
  verdictOn: Parameters<typeof createTwilio>[0]['verdictOn']
  limit(name: string, key: string): Promise<void>
}

const initial: World = {
  answer: () => ({ status: 404, json: { code: 20404, message: 'not found', status: 404 } }),
  document: () => [{ do: 'hang-up' }],
  reported: () => {},
  verdictOn: async () => ({ isAllowed: true }),
  limit: async () => {},
}

/**
 * The carrier's adapter as the desk has it, behind real doors on a free port, reached as Twilio reaches it: by signed requests for the public address.
 * What stands behind it does
 * as `begin` says.
 */
export const openTwilioDesk = async ({ patienceMs, isStarting = false }: { patienceMs?: number; isStarting?: boolean } = {}) => {
  let world = initial
  const machine = await openTestPlatform({ publicUrl: PUBLIC_URL, limit: limitBy((name, key) => world.limit(name, key)) })
  const { platform } = machine
  const api = await openApiServer(settings.accountSid, (asked) => world.answer(asked))
  const carrier = await createTwilio({
    platform,
    settings: { ...settings, apiBase: api.base },
    ...(patienceMs ? { patienceMs } : {}),
    verdictOn: (to, by) => world.verdictOn(to, by),
  })
  await machine.start({ indexes: carrier.indexes })

  const heard: Heard[] = []
  const reports: CallReport[] = []
  const ask =
    <Verb extends 'arrived' | 'answered' | 'dialledIn'>(verb: Verb) =>
    async (...said: unknown[]): Promise<CallDocument> => {
      const one = { verb, said: (verb === 'answered' ? said : said[0]) as never } as Heard
      heard.push(one)
      return world.document(one)
    }
  const intakeOfCalls: CallIntake = {
    arrived: ask('arrived'),
    answered: ask('answered'),
    dialledIn: ask('dialledIn'),
    reported: async (report) => {
      world.reported(report)
      reports.push(report)
    },
  }
  const events: InboundEvent[] = []
  const known = new Set<string>()
  const intake: Intake = async (event) => {
    const id = event.type === 'message' ? `m_${event.externalId}` : event.messageId
    const isDuplicate = event.type === 'message' && known.has(id)
    if (!isDuplicate) events.push(event)
    known.add(id)
    return { messageId: id, isDuplicate }
  }
  const abort = new AbortController()
  const connect = async (): Promise<void> => {
    carrier.connect(intakeOfCalls)
    for (const channel of carrier.channels) await channel.start(intake, abort.signal)
  }
  if (!isStarting) await connect()

  const http = createHttp({
    bounds: listeners.http,
    host: '127.0.0.1',
    port: 0,
    trustProxy: [],
    isHostAllowed: () => true,
    mount: (app) => app.use(TWILIO_DOORS, carrier.router),
    log: platform.log,
  })
  const port = await http.listen()

  /** Sends a request as it stands. */
  const request = async (path: string, headers: Record<string, string>, body: string): Promise<Sent> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body })
    return { status: response.status, text: await response.text() }
  }
  /** Calls a door as Twilio does. `path` may be an address that a document named. */
  const post = (path: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<Sent> => {
    const below = (path.startsWith(PUBLIC_URL) ? path.slice(PUBLIC_URL.length) : `${TWILIO_DOORS}${path}`).replace(/#.*$/, '')
    const body = { AccountSid: settings.accountSid, ApiVersion: '2010-04-01', ...fields }
    return request(
      below,
      {
        'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8',
        'X-Twilio-Signature': getExpectedTwilioSignature(settings.authToken, `${PUBLIC_URL}${below}`, body),
        ...headers,
      },
      new URLSearchParams(body).toString(),
    )
  }
  return {
    /** A world like at the beginning but for what is given, and nothing heard yet. */
    begin: (given: Partial<World> = {}): void => {
      world = { ...initial, ...given }
      for (const list of [heard, reports, events, api.asked]) list.length = 0
      known.clear()
    },
    carrier,
    /** What takes the calls and the texts of a desk that `isStarting` is there now. */
    connect,
    control: carrier.control,
    machine,
    platform,
    api,
    heard,
    reports,
    events,
    intake,
    request,
    post,
    /** Fetches what stands at a path, as anybody can. */
    fetch: (path: string, method: 'GET' | 'HEAD' = 'GET') => fetch(`http://127.0.0.1:${port}${path}`, { method }),
    channel: (kind: string) => carrier.channels.find((one) => one.kind === kind)!,
    sign: getExpectedTwilioSignature,
    close: async () => {
      abort.abort()
      await http.close(0)
      await api.close()
      await machine.close()
    },
  }
}

export type TwilioDesk = Awaited<ReturnType<typeof openTwilioDesk>>
