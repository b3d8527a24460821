import { createTransport } from 'nodemailer'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumMissing, launchBrowser } from '../setup/chromium.ts'
import { type RunningDesk, startDesk } from '../setup/desk.ts'
import { waitFor } from '../wait-for.ts'

/** The path a newcomer takes: shop and console side by side, one person over two channels, a merge and its undo, and a process that dies in between. */
describe.skipIf(chromiumMissing)('one person, two channels, one history', () => {
  let desk: RunningDesk
  let browser: Browser
  let console_: Page
  let shop: Page
  const widget = () => shop.frameLocator('iframe')
  const faults: string[] = []

  const api = async <T>(path: string): Promise<T> => {
    const response = await fetch(`${desk.url}/api/v1${path}`, { headers: { authorization: `Bearer ${desk.sandbox.apiKey}` } })
    return (await response.json()) as T
  }
  const mail = (subject: string, text: string) =>
    createTransport({ host: desk.sandbox.smtp.host, port: desk.sandbox.smtp.port, secure: false, ignoreTLS: true }).sendMail({
      from: 'Wilma Sandt <wilma@sandt.example>',
      to: desk.sandbox.smtp.mailboxes[0],
      subject,
      text,
    })
  const signIn = async (): Promise<void> => {
    await console_.goto(desk.sandbox.personas.find((one) => one.role === 'agent')?.signInUrl ?? '')
    await console_.getByRole('heading', { name: 'My work' }).waitFor()
  }
  /** Everything that is offered, whatever came first. */
  const acceptOfferOf = async (text: string): Promise<void> => {
    const { items } = await waitFor(
      async () => {
        const found = await api<{ items: { caseId: string; text: string }[] }>('/messages?limit=20&state=filed')
        return found.items.some((one) => one.text.includes(text)) ? found : undefined
      },
      { everyMs: 100, what: `a filed message "${text}"` },
    )
    const caseId = items.find((one) => one.text.includes(text))?.caseId ?? ''
    await waitFor(
      async () => {
        const work = await api<{ work: { state: string }[] }>(`/screens/case/${caseId}`)
        if (work.work.some((one) => one.state === 'active')) return true
        const accept = console_.getByRole('button', { name: /^Accept/ }).first()
        if (await accept.isVisible()) await accept.click({ timeout: 2_000 }).catch(() => {})
        return undefined
      },
      { timeoutMs: 40_000, everyMs: 100, what: `the acceptance of "${text}"` },
    )
    await console_.goto(`${desk.url}/work/${caseId}`)
    await console_.getByText(text).first().waitFor()
  }

  beforeAll(async () => {
    browser = await launchBrowser()
    desk = await startDesk()
    console_ = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
    shop = await (await browser.newContext({ viewport: { width: 1200, height: 800 } })).newPage()
    for (const page of [console_, shop]) page.on('pageerror', (error) => faults.push(error.message))
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.stop()
  })

  it('a visitor writes, an agent is offered the case, accepts and answers', async () => {
    await signIn()
    await shop.goto(`${desk.url}/demo`)
    await shop.getByRole('button', { name: /chat/i }).click()
    await widget().getByLabel('Your name').fill('Wilma Sandt')
    await widget()
      .getByLabel(/^Email/)
      .fill('wilma@sandt.example')
    await widget().getByLabel('Your question').fill('My chain jumps on the second gear.')
    await widget().getByRole('button', { name: 'Start chat' }).click()
    await acceptOfferOf('My chain jumps on the second gear.')
    const box = console_.getByRole('textbox', { name: /^(Write|Reply|Answer)/i }).last()
    await box.fill('Hello Wilma, is the cable new?')
    await box.press('Control+Enter')
    await widget().getByText('Hello Wilma, is the cable new?').waitFor({ timeout: 20_000 })
  })

  it('a mail of the same person is suggested, merged with one click into one history, and taken apart again', async () => {
    await mail('The chain again', 'Here is a photo of my second gear, as we wrote in the chat.')
    await acceptOfferOf('Here is a photo of my second gear')
    await console_.getByText('Probably the same person').first().waitFor()
    await console_.getByRole('button', { name: 'Merge', exact: true }).first().click()
    // Both are in one timeline.
    await console_.getByText('My chain jumps on the second gear.').first().waitFor()
    await console_.getByText('Here is a photo of my second gear').first().waitFor()
    const { items } = await api<{ items: { id: string }[] }>('/search?q=sandt')
    expect(items.length).toBeGreaterThan(0)
    await console_.getByRole('button', { name: 'Undo' }).first().click()
    await console_.getByText('Probably the same person').first().waitFor()
  })

  it('killed in the middle of it all, the desk misses nothing', async () => {
    const { dataDir } = desk
    await widget().getByRole('textbox').last().fill('The cable is from spring.')
    await widget().getByRole('textbox').last().press('Enter')
    await widget().getByText('The cable is from spring.').waitFor()
    await mail('One more thing', 'I also hear a click at the bottom.')
    await desk.kill()
    desk = await startDesk({ dataDir })
    const texts = async () => (await api<{ items: { text: string; state: string }[] }>('/messages?limit=50')).items
    const seen = await waitFor(
      async () => {
        const items = await texts()
        const mine = items.filter((one) => one.text.includes('I also hear a click at the bottom.') && one.state === 'filed')
        return mine.length > 0 ? items : undefined
      },
      { timeoutMs: 20_000, what: 'the mail after the restart' },
    )
    for (const text of [
      'My chain jumps on the second gear.',
      'Here is a photo of my second gear',
      'Hello Wilma, is the cable new?',
      'I also hear a click',
    ])
      expect({ text, times: seen.filter((one) => one.text.includes(text)).length }).toEqual({ text, times: 1 })
    expect(faults).toEqual([])
  })
})
