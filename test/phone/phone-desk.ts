import { fileURLToPath } from 'node:url'
import type { Express } from 'express'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { pageHeaders } from '../../server/platform/http.ts'
import { singlePage } from '../../server/platform/single-page.ts'
import { phonePage } from '../../server/sandbox/phone-page.ts'
import { watchFaults } from '../console/desk-page.ts'
import { openCarrierDesk } from '../sandbox/carrier/carrier-desk.ts'
import { type BrowserOptions, launchBrowser } from '../setup/chromium.ts'

const folder = fileURLToPath(new URL('../../dist/console', import.meta.url))

/** Sound without devices: a microphone that beeps once a second. */
const SOUND = ['--use-fake-device-for-media-stream', '--autoplay-policy=no-user-gesture-required']

/** Each of its pages may use the microphone. */
export const launchWithSound = (options: Pick<BrowserOptions, 'hosts'> = {}): Promise<Browser> =>
  launchBrowser({ ...options, args: [...SOUND, '--use-fake-ui-for-media-stream'] })

/** Its pages may use the microphone as far as their context allows it. */
export const launchWithPermissions = (options: Pick<BrowserOptions, 'hosts'> = {}): Promise<Browser> =>
  launchBrowser({ ...options, whole: true, args: SOUND })

/** The carrier's stand-in with the built pages in front of it; what the desk answers is up to the test. */
export const openPhoneDesk = async ({ mount, ...place }: { mount?(app: Express): void; dataDir?: string; port?: number } = {}) => {
  const pages = singlePage(folder)
  const desk = await openCarrierDesk({
    ...place,
    // Browsers keep the world's time, and what they record is measured by it.
    secondMs: 1000,
    mount: (app) => {
      app.use(...pageHeaders())
      app.use(phonePage({ folder }))
      mount?.(app)
      app.use(['/assets', '/mark.svg'], (request, response, next) => {
        request.url = request.baseUrl + request.url
        pages(request, response, next)
      })
    },
  })
  return desk
}

export type PhoneDesk = Awaited<ReturnType<typeof openPhoneDesk>>

export interface OnPage {
  page: Page
  faults: string[]
  /** How loud it was at most within two beeps: what this phone says, and what it hears. */
  levels(): Promise<{ local: number; remote: number }>
  /** Whether it hears anything within two beeps. */
  hears(): Promise<boolean>
  close(): Promise<void>
}

/** Runs in the page: the loudest that a button's ring showed while two beeps passed, or until it was louder than `enough`. */
const loudest = `(name, enough) => new Promise((resolve) => {
  let most = 0
  const ends = performance.now() + 2200
  const look = () => {
    const ring = document.querySelector('button[aria-label="' + name + '"] .lvl')
    most = Math.max(most, Number(ring?.style.getPropertyValue('--level') || 0))
    if (most <= enough && performance.now() < ends) requestAnimationFrame(look)
    else resolve(most)
  }
  look()
})`

/** The phone page with one telephone of this number. */
export const openPhone = async (
  browser: Browser,
  desk: Pick<PhoneDesk, 'base'>,
  number: string,
  { hasMicrophone = true, ...options }: BrowserContextOptions & { hasMicrophone?: boolean } = {},
): Promise<OnPage> => {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    permissions: hasMicrophone ? ['microphone'] : [],
    ...options,
  })
  const page = await context.newPage()
  const faults = watchFaults(page, desk.base())
  await page.goto(`${desk.base()}/sandbox/phone`)
  const own = page.getByRole('textbox', { name: 'This phone' })
  await own.fill(number)
  await own.press('Enter')
  await page.getByText('Ready', { exact: true }).waitFor()
  const level = (name: string, enough: number) => page.evaluate<number>(`(${loudest})(${JSON.stringify(name)}, ${enough})`)
  return {
    page,
    faults,
    levels: async () => {
      const [local, remote] = await Promise.all([level('Mute', Number.POSITIVE_INFINITY), level('Loudspeaker', Number.POSITIVE_INFINITY)])
      return { local, remote }
    },
    hears: async () => (await level('Loudspeaker', 0)) > 0,
    close: () => context.close(),
  }
}

export const callFrom = async ({ page }: OnPage, to?: string): Promise<void> => {
  if (to) await page.getByRole('textbox', { name: 'Calls' }).fill(to)
  await page.getByRole('button', { name: 'Call', exact: true }).click()
}
