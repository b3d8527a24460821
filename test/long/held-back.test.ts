import type { Browser, Page } from 'playwright-core'
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
  beforeAll(async () => {
    ;[browser, desk] = await Promise.all([launchBrowser(), startDesk()])
    supervisor = await signInAs(desk.sandbox, 'supervisor')
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.stop()
  })

  interface Answer {
    messageId: string
    caseId: string
    number: number
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

  it('is counted for everybody at once, and told to the one who has its case, until somebody decides', async () => {
    const messageId = await write('h1', 'hanna@rivet.example')
    const caseId = await waitFor(async () => (await call('GET', `/messages/${messageId}`)).caseId, { what: 'its case' })
    const email = desk.sandbox.personas.find((one) => one.role === 'agent')?.email
    const assigneeId = (await call('GET', '/staff')).items.find((one) => one.email === email)?.id
    const { number } = await call('POST', `/cases/${caseId}/assign`, { assigneeId })
    const { page, faults } = await openConsole(await signIn(browser, desk, 'agent'), desk, '/work')
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
