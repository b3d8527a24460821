import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signInAs } from '../bench/staff-socket.ts'
import { accessFaults, openConsole, putOffersAside, signIn } from '../console/desk-page.ts'
import { launchBrowser } from '../setup/chromium.ts'
import { describeWith } from '../setup/describe-with.ts'
import { type RunningDesk, startDesk } from '../setup/desk.ts'
import { waitFor } from '../wait-for.ts'

const rail = (page: Page, name: string) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name, exact: true })

describeWith('chromium', 'a message that is held back', () => {
  let browser: Browser
  let desk: RunningDesk
  let supervisor: string
  let agent: BrowserContext
  beforeAll(async () => {
    ;[browser, desk] = await Promise.all([launchBrowser(), startDesk()])
    supervisor = await signInAs(desk.sandbox, 'supervisor')
    agent = await signIn(browser, desk, 'agent')
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.stop()
  })

  interface Answer {
    messageId: string
    caseId: string
    number: number
    state: string
    items: { id: string; email: string }[]
  }
  const call = async (method: string, path: string, body?: unknown, token = supervisor): Promise<Answer> => {
    const response = await fetch(`${desk.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as Answer
  }
  const write = async (externalId: string, email: string, more: object = {}): Promise<string> =>
    (await call('POST', '/inbound', { externalId, from: { email }, text: 'Where is my wheel?', ...more }, desk.sandbox.apiKey)).messageId

  const caseOfHers = async (externalId: string, email: string): Promise<{ caseId: string; number: number }> => {
    const messageId = await write(externalId, email)
    const caseId = await waitFor(async () => (await call('GET', `/messages/${messageId}`)).caseId, { what: 'its case' })
    const own = desk.sandbox.personas.find((one) => one.role === 'agent')?.email
    const assigneeId = (await call('GET', '/staff')).items.find((one) => one.email === own)?.id
    const { number } = await call('POST', `/cases/${caseId}/assign`, { assigneeId })
    return { caseId, number }
  }

  it('stands among the mentions of who has its case and was away, once, and is gone when it is decided', async () => {
    const { caseId, number } = await caseOfHers('a1', 'anton@rivet.example')
    const held = [
      await write('a2', 'not.anton@evil.example', { inReplyTo: 'a1' }),
      await write('a3', 'nor.he@evil.example', { inReplyTo: 'a1' }),
    ]
    for (const id of held)
      await waitFor(async () => (await call('GET', `/messages/${id}`)).state === 'quarantined', { what: 'the message held back' })
    const { page, faults } = await openConsole(agent, desk, '/mentions')
    await putOffersAside(page)
    await rail(page, 'Mentions, 1 unread').waitFor()
    const row = page.locator('[data-case]', { hasText: `Case ${number}` })
    await row.getByText('Held back').waitFor()
    await row.getByText('Unread').waitFor()
    expect(await accessFaults(page)).toEqual([])
    await row.click()
    await page.waitForURL((url) => url.pathname === `/mentions/${caseId}`)
    await page.getByText('A message named this case and is held back').first().waitFor()
    await rail(page, 'Mentions').waitFor()
    for (const id of held) await call('POST', `/messages/${id}/release`, { into: 'own' })
    await row.waitFor({ state: 'detached' })
    expect(faults).toEqual([])
    await page.close()
  })

  it('is counted for everybody at once, and told to the one who has its case, until somebody decides', async () => {
    const { number } = await caseOfHers('h1', 'hanna@rivet.example')
    const { page, faults } = await openConsole(agent, desk, '/work')
    await putOffersAside(page)
    await rail(page, 'Held back').waitFor()
    await page.locator('[data-case]', { hasText: 'Where is my wheel?' }).first().waitFor()

    const words = `A message of hanna.private@rivet.example to case ${number} is held back`
    const told = page.getByRole('status').getByText(words).waitFor()
    await Promise.all([told, write('h2', 'hanna.private@rivet.example', { inReplyTo: 'h1' })])
    await rail(page, 'Held back, 1 waiting').waitFor()
    await rail(page, 'Held back, 1 waiting').click()
    await page.locator('[data-case]', { hasText: 'hanna.private@rivet.example' }).click()
    const decide = page.getByRole('button', { name: 'File as a case of its own' })
    await decide.waitFor()
    expect(await accessFaults(page)).toEqual([])
    await decide.click()
    await rail(page, 'Held back').waitFor()
    expect(faults).toEqual([])
    await page.close()
  })
})
