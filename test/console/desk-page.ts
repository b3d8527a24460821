import { createServer } from 'node:net'
import { AxeBuilder } from '@axe-core/playwright'
import nodemailer from 'nodemailer'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import type { RunningDesk } from '../setup/desk.ts'
import { tries } from '../setup/tries.ts'
import { waitFor } from '../wait-for.ts'

/** A port that is free now, for a desk that is to come back at the same address. */
export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

/** What must not happen on a page of ours: script errors, refused resources, dialogs, requests to anywhere else. */
export const watchFaults = (page: Page, url: string): string[] => {
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`))
  page.on('console', (line) => {
    // A browser writes down every answer over 399 and every broken connection, which are the tests' own doing, and that a machine has no sound.
    if (
      line.type() === 'error' &&
      !/Failed to load resource|WebSocket connection|ERR_CONNECTION|AudioContext encountered/.test(line.text())
    )
      faults.push(`console: ${line.text()}`)
  })
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (!/^(https?|wss?):/.test(request.url())) return
    if (new URL(request.url()).host !== new URL(url).host) faults.push(`request: ${request.url()}`)
  })
  return faults
}

/** A desk that pages are opened of, in a process of its own or in this one. */
export type ShownDesk = Pick<RunningDesk, 'url' | 'sandbox' | 'said'>

/** Lets in whoever opens pages in the context, as the page of their link would; that page itself is opened in `console.e2e.ts`. */
export const letIn = async (context: BrowserContext, { url }: Pick<ShownDesk, 'url'>, link: string): Promise<void> => {
  const answer = await context.request.post(`${url}/api/v1/sign-in/link`, { data: { token: link.slice(link.indexOf('#link=') + 6) } })
  if (!answer.ok()) throw new Error(`sign-in: ${answer.status()} ${await answer.text()}`)
}

/** Somebody of the demo company, signed in. Their link lets in once; all their pages open in the same context. */
export const signIn = async (
  browser: Browser,
  desk: ShownDesk,
  role: string,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> => {
  const persona = desk.sandbox.personas.find((one) => one.role === role)
  if (!persona) throw new Error(`no persona ${role}`)
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', ...options })
  await letIn(context, desk, persona.signInUrl)
  return context
}

const rail = (page: Page) => page.getByRole('navigation', { name: 'Main' })

export const openConsole = async (context: BrowserContext, desk: ShownDesk, path: string): Promise<{ page: Page; faults: string[] }> => {
  const page = await context.newPage()
  const faults = watchFaults(page, desk.url)
  const open = new Set<string>()
  page.on('request', (request) => open.add(`${request.method()} ${request.url()}`))
  page.on('requestfinished', (request) => open.delete(`${request.method()} ${request.url()}`))
  await page.goto(`${desk.url}${path}`)
  await rail(page)
    .waitFor()
    .catch(async (error: Error) => {
      const shown = await page.locator('body').textContent()
      throw new Error(`${error.message}\nThe page shows: ${shown}\nNot answered: ${[...open].join(', ')}\nThe desk said: ${desk.said()}`)
    })
  return { page, faults }
}

/** Finds something by the palette and opens the first of what is found. */
export const find = async (page: Page, words: string): Promise<void> => {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill(words)
  await page.getByRole('group', { name: 'Cases' }).getByRole('option').first().waitFor()
  await page.getByRole('group', { name: 'Cases' }).getByRole('option').first().click()
}

export const sendMail = async (
  desk: Pick<ShownDesk, 'sandbox'>,
  mail: { from: string; subject: string; text: string; html?: string; attachments?: { filename: string; cid: string; content: Buffer }[] },
): Promise<void> => {
  const { host, port, mailboxes } = desk.sandbox.smtp
  const transport = nodemailer.createTransport({ host, port, secure: false, tls: { rejectUnauthorized: false }, socketTimeout: 60_000 })
  await transport.sendMail({ to: mailboxes[0], ...mail })
  transport.close()
}

/** Faults of access on the page as it stands, once nothing moves any more. */
export const accessFaults = async (page: Page, { within, rules }: { within?: string; rules?: string[] } = {}): Promise<string[]> => {
  await page.evaluate(
    'Promise.all(document.getAnimations().filter((one) => one.effect.getComputedTiming().iterations !== Infinity).map((one) => one.finished.catch(() => {})))',
  )
  // Only what is wrong is told in full, and no frame but the page's own is gone into: there is none.
  const axe = new AxeBuilder({ page: page as never }).options({ resultTypes: ['violations'] }).setLegacyMode()
  if (within) axe.include(within)
  if (rules) axe.withRules(rules)
  const { violations } = await axe.analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.html.slice(0, 160)}`))
}

/** From here on an offer that lies over what is to be clicked is put aside first, as somebody in the middle of a case does. */
export const putOffersAside = (page: Page): Promise<void> =>
  page.addLocatorHandler(page.getByRole('alertdialog'), () => page.keyboard.press('Escape'))

/** Writes a note into the case that is open, by keys alone; it names the colleague whose name begins so. */
export const noteNaming = async (page: Page, name: string, text: string): Promise<void> => {
  await page.locator('#sheet').focus()
  await page.keyboard.press('n')
  await page.keyboard.type(`@${name}`)
  await page.getByRole('list', { name: 'Colleagues' }).waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.type(text)
  await page.keyboard.press('Control+Enter')
}

/** Accepts the offer of this customer from its card. Older work is offered before, one piece at a time: it is declined, and waits. */
export const acceptOffer = async (page: Page, customer: string): Promise<void> => {
  const wanted = page.getByRole('article', { name: new RegExp(`^Offer: ${customer}`) })
  const others = page.getByRole('article', { name: new RegExp(`^Offer: (?!${customer})`) })
  await waitFor(
    async () => {
      if (await wanted.isVisible()) return true
      const decline = others.getByRole('button', { name: 'Decline' }).first()
      if (!(await decline.isVisible())) return undefined
      // What lies over the list goes first; the offer may have gone while it was looked at.
      await page.keyboard.press('Escape')
      await decline.click({ timeout: 1_000 }).catch(() => {})
      return undefined
    },
    { timeoutMs: 40_000, everyMs: 100, what: `the offer of ${customer}` },
  )
  await page.keyboard.press('Escape')
  await wanted.getByRole('button', { name: /^Accept/ }).click()
  await page.getByRole('complementary', { name: 'Customer' }).getByRole('heading', { name: customer }).waitFor()
}

/** The same for what opens on a page, which a quick run leaves out: the pages themselves are gone through in `test/e2e/console-access.e2e.ts`. */
export const furtherAccessFaults: typeof accessFaults = async (page, options) => (tries(false, true) ? accessFaults(page, options) : [])
