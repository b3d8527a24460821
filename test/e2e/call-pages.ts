import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { askDeskForLink } from '../../server/sign-in/index.ts'
import { letIn, openConsole } from '../console/desk-page.ts'
import { type OnPage, openPhone } from '../phone/phone-desk.ts'
import { type RunningDesk, startDesk } from '../setup/desk.ts'
import { root } from '../setup/plan.ts'
import { waitFor } from '../wait-for.ts'

/** Time for what a busy machine makes slow; nothing here is measured by it. */
export const PATIENCE = { timeout: 45_000 }

/** Runs in every page: whatever reaches the loudspeaker is measured on its way, so that a test hears what a person would hear. */
const LISTEN = `(() => {
  const connect = AudioNode.prototype.connect
  const ears = []
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode && to.context instanceof AudioContext) {
      const ear = to.context.createAnalyser()
      ear.fftSize = 2048
      connect.call(this, ear)
      ears.push(ear)
    }
    return connect.call(this, to, ...rest)
  }
  const samples = new Float32Array(2048)
  // One that is closed in the middle of a tone, as the ring is when the offer is accepted, keeps its last samples for ever.
  const open = () => ears.filter((ear) => ear.context.state !== 'closed')
  const loudness = () => Math.max(0, ...open().map((ear) => {
    ear.getFloatTimeDomainData(samples)
    return samples.reduce((most, one) => Math.max(most, Math.abs(one)), 0)
  }))
  globalThis.isHeardWithin = (ms, audible) => new Promise((resolve) => {
    const ends = performance.now() + ms
    const look = setInterval(() => {
      const isHeard = loudness() > audible
      if (!isHeard && performance.now() < ends) return
      clearInterval(look)
      resolve(isHeard)
    }, 20)
  })
})()`
/** The fake microphone beeps once a second: within two beeps whoever can be heard was. */
const BEEPS_MS = 2_200
/** Quieter than this is the noise of arithmetic, not sound. */
const AUDIBLE = 0.01

/** Whether anything comes out of the loudspeaker of a console within two beeps. */
export const hearsIn = (page: Page): Promise<boolean> => page.evaluate<boolean>(`isHeardWithin(${BEEPS_MS}, ${AUDIBLE})`)

export interface AtDesk {
  id: string
  name: string
  context: BrowserContext
  page: Page
  faults: string[]
  hears(): Promise<boolean>
  /** As their own browser asks, with their rights. */
  present(presence: 'available' | 'away'): Promise<void>
}

/** The built desk with its demo company and its phone menus. */
export const openCallDesk = async (env: Record<string, string> = {}) => {
  const desk = await startDesk({ env: { FLOWS_DIR: join(root, 'ivr-flows'), ...env } })
  return { ...desk, ...faceOf(() => desk) }
}

/** What a script may ask of the desk with the key of the sandbox file. */
export const faceOf = (desk: () => RunningDesk) => {
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the desk answers with
  const ask = async (method: string, path: string, body?: object): Promise<any> => {
    const { sandbox } = desk()
    const response = await fetch(`${sandbox.url}/api/v1${path}`, {
      method: method.toUpperCase(),
      headers: { authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text ? JSON.parse(text) : undefined
  }
  return {
    ask,
    base: () => desk().url,
    /** These take calls and nothing else, so that one is offered to them at once, whatever else the demo has waiting. */
    onlyCalls: async (...names: string[]): Promise<void> => {
      const { items } = await ask('get', '/staff')
      for (const { id, name } of items as { id: string; name: string }[])
        if (names.includes(name)) await ask('patch', `/staff/${id}`, { capacity: { voice: 1, chat: 0, default: 0 } })
    },
  }
}

export type CallDesk = Awaited<ReturnType<typeof openCallDesk>>

/** On the carrier's bad day an end may be told late: the desk is asked now and then, not as often as it would answer in a minute. */
export const noCallIsLeft = (desk: Pick<CallDesk, 'ask'>): Promise<unknown> =>
  waitFor(async () => (await desk.ask('get', '/calls?state=live')).items.length === 0, {
    timeoutMs: PATIENCE.timeout,
    everyMs: 250,
    what: 'a desk without calls',
  })

/** Somebody of the demo company at their console, with a microphone that beeps. */
export const sitDown = async (
  browser: Browser,
  desk: RunningDesk & Pick<CallDesk, 'ask'>,
  name: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<AtDesk> => {
  const { items } = await desk.ask('get', '/staff')
  const member = (items as { id: string; name: string; email: string }[]).find((one) => one.name === name)
  if (!member) throw new Error(`nobody is called ${name}`)
  const link = await askDeskForLink(desk.dataDir, member.email)
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    permissions: ['microphone'],
    ...options,
  })
  await context.addInitScript(LISTEN)
  await letIn(context, desk, link ?? '')
  const { page, faults } = await openConsole(context, desk, '/work')
  return {
    id: member.id,
    name,
    context,
    page,
    faults,
    hears: () => hearsIn(page),
    present: async (presence) => {
      await page.getByRole('button', { name: /^Presence:/ }).click()
      await page.getByRole('menuitem', { name: presence === 'available' ? 'Available' : 'Away' }).click()
      await page.getByRole('button', { name: new RegExp(`^Presence: ${presence}`, 'i') }).waitFor()
    },
  }
}

/** A telephone outside, on its page. */
export const openOutside = (browser: Browser, desk: Pick<CallDesk, 'base'>, number: string): Promise<OnPage> =>
  openPhone(browser, desk, number)

/** Dials the desk, takes the English menu, and asks for a person. */
export const askForPerson = async ({ page }: OnPage, mayRecord: boolean): Promise<void> => {
  const press = (key: string) => page.getByRole('group', { name: 'Keypad' }).getByRole('button', { name: key, exact: true }).click()
  await page.getByRole('button', { name: 'Call', exact: true }).click()
  await page.getByText('For English, press 1.').last().waitFor(PATIENCE)
  await press('1')
  await page.getByText('What is it about?').last().waitFor(PATIENCE)
  await press('0')
  await page
    .getByText(/^May we record/)
    .last()
    .waitFor(PATIENCE)
  await press(mayRecord ? '1' : '2')
}

export const bar = ({ page }: Pick<AtDesk, 'page'>, customer: string) => page.getByRole('region', { name: `Call with ${customer}` })

/** Hears whom, or hears nobody. Sound takes its moment to stop and to come back. */
export const soundIs = (wanted: boolean, who: { hears(): Promise<boolean> }, what: string): Promise<true> =>
  waitFor(async () => ((await who.hears()) === wanted ? (true as const) : undefined), { timeoutMs: PATIENCE.timeout, what })
