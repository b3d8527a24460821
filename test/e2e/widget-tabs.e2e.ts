import { expect, it } from 'vitest'
import { describeWith } from '../setup/describe-with.ts'
import { enterShop, useChatDesk } from './widget-page.ts'

describeWith('chromium', 'the chat in several tabs, and for the next person at this machine', () => {
  const at = useChatDesk()

  it('is one chat in two tabs, and is forgotten in both', async () => {
    const { browser, desk } = at()
    const context = await browser.newContext()
    const first = await enterShop(context, desk.url)
    const second = await enterShop(context, desk.url)
    await first.open()
    await first.start('Where is my order?')
    await second.open()
    await second.write('From the other tab')
    await first.widget.getByText('From the other tab').waitFor()
    await first.widget.getByRole('button', { name: 'Menu' }).click()
    await first.widget.getByRole('button', { name: 'Forget this chat on this device' }).click()
    for (const { widget } of [first, second]) {
      await widget.getByRole('heading', { name: 'How can we help?' }).waitFor()
      expect(await widget.getByText('Where is my order?').count()).toBe(0)
    }
    await context.close()
  })

  it('is forgotten where it is closed, too, and goes on as one visitor', async () => {
    const { browser, desk } = at()
    const context = await browser.newContext()
    const first = await enterShop(context, desk.url)
    const second = await enterShop(context, desk.url)
    await first.open()
    await first.start('Where is my order?')
    await second.open()
    await second.widget.getByText('Where is my order?').waitFor()
    await second.page.keyboard.press('Escape')
    await first.widget.getByRole('button', { name: 'Menu' }).click()
    await first.widget.getByRole('button', { name: 'Forget this chat on this device' }).click()
    await first.widget.getByRole('heading', { name: 'How can we help?' }).waitFor()
    await second.open()
    await second.start('I am somebody else')
    await first.page.reload()
    await first.open()
    await first.widget.getByText('I am somebody else').waitFor()
    expect(await first.widget.locator('.msg').count()).toBe(1)
    await context.close()
  })

  it('can be begun again after it was forgotten while it was closed', async () => {
    const { browser, desk } = at()
    const context = await browser.newContext()
    const { page, widget, open, start } = await enterShop(context, desk.url)
    await open()
    await start('Before I sign out')
    await page.keyboard.press('Escape')
    await page.evaluate('patchbay.forget()')
    await open()
    await start('After I signed out')
    expect(await widget.locator('.msg').count()).toBe(1)
    await context.close()
  })
})
