import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fallbackDocument } from '../../server/channels/twilio/check/wanted.ts'
import { checkTwilio } from '../../server/channels/twilio/index.ts'
import { type ScriptedDesk, sitAtDesk } from '../calls/scripted-desk.ts'
import { freePort } from '../console/desk-page.ts'
import { openCarrierDesk } from '../sandbox/carrier/carrier-desk.ts'
import { type DeskProcess, startRealDesk } from '../setup/desk.ts'
import { root } from '../setup/plan.ts'
import { openPeople, type People } from '../setup/sandbox-desk.ts'
import { checkLedger } from './check-ledger.ts'

const ADMIN = 'sam.okafor@larkfield.example'
const AGENTS = ['Ines Duarte', 'Kenji Arai']
const QUEUES = ['Orders and returns', 'Technical support']
const password = 'a long enough password'

/** The first admin, two agents, the queues that the demo's menu names, and our number. */
const foundCompany = async ({ url, dataDir }: DeskProcess, number: string): Promise<void> => {
  let access = ''
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the desk answers with
  const ask = async (method: string, path: string, body?: object): Promise<any> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(access ? { authorization: `Bearer ${access}` } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }
  const token = readFileSync(join(dataDir, 'first-admin.token'), 'utf8').trim()
  access = (await ask('POST', '/sign-in/first-admin', { token, email: ADMIN, name: 'Sam Okafor', password })).accessToken
  for (const name of AGENTS) {
    const email = `${name.toLowerCase().replace(' ', '.')}@larkfield.example`
    const { link } = await ask('POST', '/invitations', { email, name, role: 'agent', isByHand: true })
    await ask('POST', '/invitations/accept', { token: link.split('=').at(-1), password })
  }
  const { items } = await ask('GET', '/queues')
  await ask('PATCH', `/queues/${items[0].id}`, { name: 'General help' })
  for (const name of QUEUES) await ask('POST', '/queues', { name })
  await ask('POST', '/numbers', { number, label: 'Larkfield Cycles', flow: 'main', isRecorded: true })
}

/**
 * A desk without a sandbox, as its own process, with its account at the carrier's stand-in in this one. So the carrier does not die with the desk:
 * lines stay up, people talk on, press keys and hang up, and where the desk does not answer its fallback does, as in life.
 */
export const openCrashablePhoneDesk = async () => {
  const port = String(await freePort())
  const url = `http://127.0.0.1:${port}`
  const carrier = await openCarrierDesk({ secondMs: 1_000, deskUrl: () => url })
  // The TwiML Bin that the doctor asks for.
  carrier.on('/bin', ({ ErrorUrl = '' }) => fallbackDocument.replace('{{ErrorUrl}}', ErrorUrl.replaceAll('&', '&amp;')))
  const settings = { ...carrier.account, apiBase: carrier.carrier.settings.apiBase }
  const env = {
    PORT: port,
    PUBLIC_URL: url,
    FLOWS_DIR: join(root, 'ivr-flows'),
    TWILIO_ACCOUNT_SID: settings.accountSid,
    TWILIO_AUTH_TOKEN: settings.authToken,
    TWILIO_API_KEY_SID: settings.apiKeySid,
    TWILIO_API_KEY_SECRET: settings.apiKeySecret,
    TWILIO_APP_SID: settings.appSid,
    TWILIO_API_BASE: settings.apiBase,
  }
  let desk = await startRealDesk({ env })
  const { dataDir } = desk
  await foundCompany(desk, carrier.ourNumber)
  await checkTwilio({ settings, publicUrl: url, isApplied: true, fallbackUrl: `${carrier.base()}/bin` })

  const all: People[] = []
  const sitDown = async (before?: ScriptedDesk): Promise<ScriptedDesk> => {
    const people = openPeople({ url, dataDir, personas: [{ role: 'admin', email: ADMIN }], carrierUrl: carrier.base() })
    all.push(people)
    return sitAtDesk(people, before)
  }
  return {
    sitDown,
    carrierUrl: carrier.base(),
    /** Every line at the carrier. */
    hangUpAll: async (): Promise<void> => {
      for (const { sid } of await carrier.sdk.calls.list({ status: 'in-progress' }))
        await carrier.sdk.calls(sid).update({ status: 'completed' })
    },
    kill: () => desk.kill(),
    startAgain: async (): Promise<void> => {
      desk = await startRealDesk({ dataDir, env })
    },
    /** Stops everything, and gives what `npm run ledger:check` says of what is left. */
    close: async (): Promise<string> => {
      await desk.end()
      const said = checkLedger(dataDir, { SANDBOX: 'off' })
      for (const people of all) people.leave()
      await carrier.close()
      rmSync(dataDir, { recursive: true, force: true })
      return said
    },
  }
}

export type CrashablePhoneDesk = Awaited<ReturnType<typeof openCrashablePhoneDesk>>
