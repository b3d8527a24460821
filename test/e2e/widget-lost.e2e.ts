import { expect, it } from 'vitest'
import { describeWith } from '../setup/describe-with.ts'
import { waitFor } from '../wait-for.ts'
import { useChatDesk } from './widget-page.ts'

describeWith('chromium', 'the widget of a desk that cannot be reached when it is opened', () => {
  const at = useChatDesk()

  it('says so, can be closed on a small screen, and is there by itself once the desk is', async () => {
    const { browser, desk } = at()
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
    const page = await context.newPage()
    await page.goto(`${desk.url}/demo`)
    const away = page.waitForEvent('requestfailed', (request) => request.url().includes('/widget/app?'))
    await context.setOffline(true)
    await page.getByRole('button', { name: 'Open chat' }).click()
    await away
    const words = page.getByText('The chat does not answer right now.')
    await words.waitFor()
    await page.locator('iframe').waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Close chat' }).click()
    await words.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Open chat' }).click()
    await words.waitFor()

    await context.setOffline(false)
    const question = page.frameLocator('iframe').getByLabel('Your question')
    await question.waitFor()
    expect(await words.count()).toBe(0)
    await waitFor(() => question.evaluate((element) => element.matches(':focus')), { what: 'the focus in the form' })
    await page.keyboard.type('At last')
    expect(await question.inputValue()).toBe('At last')
    await context.close()
  })

  it('says that it loads while that takes its time, and shows no empty frame', async () => {
    const { browser, desk } = at()
    const page = await browser.newPage()
    await page.goto(`${desk.url}/demo`)
    const held = new Promise<() => Promise<void>>((resolve) => {
      void page.route('**/widget/assets/app.js', (route) => resolve(() => route.continue()))
    })
    // As by a button of the page's own.
    await page.getByRole('button', { name: 'Add to basket' }).focus()
    await page.evaluate('patchbay.open()')
    await page.getByText('The chat is loading.').waitFor()
    expect(await page.locator('iframe').isVisible()).toBe(false)
    await (await held)()
    const question = page.frameLocator('iframe').getByLabel('Your question')
    await waitFor(() => question.evaluate((element) => element.matches(':focus')), { what: 'the focus in the form' })
    await page.keyboard.type('At last')
    expect(await question.inputValue()).toBe('At last')
    expect(await page.getByText('The chat is loading.').count()).toBe(0)
    await page.close()
  })
})
