import type { BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accessFaults, openConsole, signIn } from '../console/desk-page.ts'
import { describeWith } from '../setup/describe-with.ts'
import { tries } from '../setup/tries.ts'
import { hasNoFaultOfAccess, type Look, openForAccess } from './console-pages.ts'

describeWith('chromium', 'the console for everybody', () => {
  let opened: Awaited<ReturnType<typeof openForAccess>>
  let marketing: BrowserContext
  beforeAll(async () => {
    opened = await openForAccess()
    marketing = await signIn(opened.browser, opened.desk, 'marketing')
  })
  afterAll(async () => {
    await opened?.browser.close()
    await opened?.desk.stop()
  })

  // A quick run looks once, where there is least room.
  const looks: Look[] = [
    ...tries<Look[]>(
      [],
      [
        { schemes: ['light', 'dark'], width: 1440 },
        // Between the two looks that are gone through whole only the places of things differ.
        { schemes: ['light'], width: 1024, rules: ['target-size', 'scrollable-region-focusable'] },
      ],
    ),
    { schemes: ['dark'], width: 390 },
  ]
  hasNoFaultOfAccess(looks, () => opened)

  it('shows each role only what it may read', async () => {
    const { page } = await openConsole(marketing, opened.desk, '/work')
    const refused: string[] = []
    page.on('response', (response) => void (response.status() === 403 && refused.push(response.url())))
    await page.reload()
    await page.getByRole('heading', { name: 'Hello Lena' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/home')
    await page.getByText('Orders and returns').waitFor()
    expect(await accessFaults(page)).toEqual([])
    await page.getByRole('link', { name: 'See who knows what' }).click()
    await page.getByRole('heading', { name: 'People', exact: true }).waitFor()
    expect(await page.getByRole('link', { name: 'Cases' }).count()).toBe(0)
    await page.keyboard.press('Control+k')
    await page.getByRole('option', { name: 'Go to people' }).waitFor()
    expect(await page.getByRole('option', { name: /my work|cases|held back|Be away/ }).count()).toBe(0)
    expect(refused).toEqual([])
    await page.close()
  })

  it('says what is missing instead of a blank page', async () => {
    const { page } = await openConsole(opened.supervisor, opened.desk, '/cases/c_nothere')
    await page.getByText('There is no such case here').waitFor()
    await page.getByRole('link', { name: 'Back to the list', exact: true }).click()
    await page.locator('[data-case]').first().waitFor()
    await page.goto(`${opened.desk.url}/customers/nobody`)
    await page.getByText('There is no such customer here').waitFor()
    await page.getByRole('link', { name: 'Back to cases' }).click()
    await page.locator('[data-case]').first().waitFor()
    await page.close()
  })
})
