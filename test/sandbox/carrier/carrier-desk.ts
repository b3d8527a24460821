import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import express, { type Express } from 'express'
import twilio from 'twilio'
import RequestClient from 'twilio/lib/base/RequestClient.js'
import { createFolderFiles } from '../../../server/platform/files/folder-files.ts'
import { createLive } from '../../../server/platform/live.ts'
import { answerErrors } from '../../../server/platform/routes.ts'
import { createSandboxCarrier, type SandboxCarrierOptions } from '../../../server/sandbox/carrier/index.ts'
import { openTestPlatform } from '../../setup/platform.ts'
import { openScriptedPhone, type ScriptedPhone } from '../../setup/scripted-phone.ts'
import { waitFor } from '../../wait-for.ts'

/** One request the carrier made to a door, its signature checked. */
export interface Asked {
  path: string
  method: string
  params: Record<string, string>
  token: string
  isSigned: boolean
}

/** One request to the carrier's REST door, and how it was answered. */
export interface RestAsked {
  method: string
  path: string
  query: URLSearchParams
  body: URLSearchParams
  status: number
}

type Answer = string | { status: number } | { type: string; body: string } | Promise<string>
type Door = (params: Record<string, string>, asked: Asked) => Answer

const OUR_NUMBER = '+12025550100'

/** The stand-in and a customer's doors, which answer what the test tells them, on one real server. */
export const openCarrierDesk = async (
  options: Partial<SandboxCarrierOptions> & {
    dataDir?: string
    port?: number
    /** Pages beside the doors, for tests in a browser. */
    mount?(app: Express): void
  } = {},
) => {
  const machine = await openTestPlatform(options.dataDir === undefined ? {} : { dataDir: options.dataDir })
  const platform = { ...machine.platform, files: createFolderFiles(join(machine.dataDir, 'files')) }
  const doors = new Map<string, Door>()
  const asked: Asked[] = []
  let base = ''
  // A second takes 20 ms here, so that rings, silences and prompts are over at once.
  const carrier = createSandboxCarrier({ platform, baseUrl: () => base, secondMs: 20, ...options })
  await machine.start({ indexes: carrier.indexes })
  const app = express()
  const rest: RestAsked[] = []
  app.use((request, response, next) => {
    const url = new URL(request.originalUrl, base)
    const path = url.pathname.replace('/sandbox/carrier', '')
    response.on('finish', () => {
      const body = new URLSearchParams(typeof request.body === 'string' ? request.body : '')
      if (/^\/(2010-04-01|v1)\//.test(path))
        rest.push({ method: request.method, path, query: url.searchParams, body, status: response.statusCode })
    })
    next()
  })
  app.use(carrier.router)
  options.mount?.(app)
  app.use(express.urlencoded({ extended: false }), async (request, response) => {
    const { search, pathname } = new URL(request.originalUrl, base)
    const params = request.method === 'GET' ? (request.query as Record<string, string>) : ((request.body ?? {}) as Record<string, string>)
    const one: Asked = {
      path: pathname + (request.method === 'GET' ? '' : search),
      method: request.method,
      params: { ...params },
      token: request.get('i-twilio-idempotency-token') ?? '',
      isSigned: twilio.validateRequest(
        carrier.settings.authToken,
        request.get('x-twilio-signature') ?? '',
        base + request.originalUrl,
        request.method === 'GET' ? {} : params,
      ),
    }
    asked.push(one)
    const answer = await (doors.get(pathname)?.(params, one) ?? '')
    if (typeof answer === 'string') response.type(answer ? 'text/xml' : 'text/plain').send(answer)
    else if ('status' in answer) response.sendStatus(answer.status)
    else response.type(answer.type).send(answer.body)
  })
  app.use(answerErrors(platform.log))
  const server = createServer(app)
  const live = createLive({
    http: server,
    bus: platform.bus,
    log: platform.log,
    audiences: [carrier.audience as never],
    isHostAllowed: () => true,
    isOriginAllowed: () => true,
    limit: platform.limit,
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await carrier.start()

  const { accountSid, authToken, apiKeySid, apiKeySecret, appSid } = carrier.settings
  const clientWith = (user: string, password: string) => {
    const httpClient = new RequestClient({ timeout: 10_000 })
    const request = httpClient.request.bind(httpClient)
    httpClient.request = (given) => request({ ...given, uri: given.uri.replace('https://api.twilio.com', carrier.settings.apiBase) })
    return twilio(user, password, { accountSid, httpClient })
  }
  const phones: ScriptedPhone[] = []
  const keep = async (phone: Promise<ScriptedPhone>): Promise<ScriptedPhone> => {
    const opened = await phone
    phones.push(opened)
    return opened
  }
  const accessToken = (identity: string, { canRing = true, secret = apiKeySecret, ttl = 3600 } = {}): string => {
    const token = new twilio.jwt.AccessToken(accountSid, apiKeySid, secret, { identity, ttl })
    token.addGrant(new twilio.jwt.AccessToken.VoiceGrant({ incomingAllow: canRing, outgoingApplicationSid: appSid }))
    return token.toJwt()
  }
  return {
    carrier,
    machine,
    dataDir: machine.dataDir,
    base: () => base,
    port: (server.address() as AddressInfo).port,
    /** The real SDK with the stand-in's address. */
    sdk: clientWith(apiKeySid, apiKeySecret),
    sdkAs: clientWith,
    account: { accountSid, authToken, apiKeySid, apiKeySecret, appSid },
    ourNumber: OUR_NUMBER,
    /** What it was asked by REST, whoever asked. */
    rest,
    /** What a door answers; TwiML between `<Response>` may be left to `twiml`. */
    on: (path: string, door: Door | string): void => void doors.set(path, typeof door === 'string' ? () => twiml(door) : door),
    asked: (path?: string): Asked[] => (path === undefined ? asked : asked.filter((one) => one.path.split('?')[0] === path)),
    told: (path: string, match: (params: Record<string, string>) => boolean): Promise<Asked> =>
      waitFor(() => asked.find((one) => one.path.split('?')[0] === path && match(one.params)), { what: `a request to ${path}` }),
    forget: (): void => void asked.splice(0),
    phone: (number: string, key?: string) => keep(openScriptedPhone({ url: base, number, ...(key === undefined ? {} : { key }) })),
    softphone: (identity: string, given: Parameters<typeof accessToken>[1] & { key?: string } = {}) =>
      keep(
        openScriptedPhone({ url: base, accessToken: accessToken(identity, given), ...(given.key === undefined ? {} : { key: given.key }) }),
      ),
    accessToken,
    /** Whatever happened to its lines, phones that heard of it show what a fresh fetch shows. */
    close: async (): Promise<void> => {
      for (const phone of phones) await waitFor(phone.isAsFetched, { what: `what ${phone.address} shows` })
      for (const phone of phones) phone.vanish()
      await carrier.stop()
      await live.close()
      server.closeAllConnections()
      await machine.close()
    },
  }
}

export type CarrierDesk = Awaited<ReturnType<typeof openCarrierDesk>>

export const twiml = (inner: string): string => `<?xml version="1.0" encoding="UTF-8"?><Response>${inner}</Response>`
export const VOICE = '/webhooks/twilio/voice'
export const DIAL = '/webhooks/twilio/dial'
export const STATUS = '/webhooks/twilio/status'
export const SMS = '/webhooks/twilio/sms'
