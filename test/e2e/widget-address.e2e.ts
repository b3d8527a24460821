import type { Locator } from 'playwright-core'
import { expect, it } from 'vitest'
import { describeWith } from '../setup/describe-with.ts'
import { waitFor } from '../wait-for.ts'
import { enterShop, useChatDesk } from './widget-page.ts'

describeWith('chromium', 'the address a visitor leaves', () => {
  const at = useChatDesk()

  it('is promised an answer only when the desk has taken it', async () => {
    const { browser, desk } = at()
    const context = await browser.newContext()
    const { page, widget, open, start } = await enterShop(context, desk.url)
    const fault = widget.getByRole('alert')
    const address = widget.getByLabel(/^Email/)
    const keep = widget.getByRole('button', { name: 'Keep' })
    await open()
    await address.fill('jonas@weidner')
    await widget.getByLabel('Your question').fill('When do you open?')
    await widget.getByRole('button', { name: 'Start chat' }).click()
    await widget.getByText('This does not look like an address').waitFor()
    // Looks right, and is none.
    await address.fill('jo..nas@weidner.example')
    await start('When do you open?')
    await fault.getByText('This does not look like an address').waitFor()
    expect(await widget.getByText('the answer goes to').count()).toBe(0)

    await address.fill('jonas@weidner')
    await keep.click()
    await fault.waitFor()
    await address.fill('jonas@weidner.example')
    await keep.click()
    await widget.getByText('If you leave, the answer goes to jonas@weidner.example').waitFor()
    await page.reload()
    await open()
    await widget.getByText('If you leave, the answer goes to jonas@weidner.example').waitFor()

    for (const one of ['b', 'c', 'd', 'e', 'f']) {
      await widget.getByRole('button', { name: 'Change' }).click()
      await address.fill(`${one}@weidner.example`)
      await keep.click()
      if (one !== 'f') await widget.getByText(`the answer goes to ${one}@weidner.example`).waitFor()
    }
    await fault.getByText('That was one address too many for this chat.').waitFor()
    await address.fill('e@weidner.example')
    await keep.click()
    await widget.getByText('the answer goes to e@weidner.example').waitFor()
    await context.close()
  })

  it('can be left and changed without a mouse', async () => {
    const { browser, desk } = at()
    const context = await browser.newContext()
    const { page, widget, open, start } = await enterShop(context, desk.url)
    const focused = (element: Locator, what: string) => waitFor(() => element.evaluate((one) => one.matches(':focus')), { what })
    await open()
    await start('And on Sundays?')
    await widget.getByRole('button', { name: 'Leave an email address' }).press('Enter')
    await focused(widget.getByLabel(/^Email/), 'the focus in the field')
    await page.keyboard.type('gone@weidner')
    await page.keyboard.press('Enter')
    await widget.getByRole('alert').waitFor()
    await focused(widget.getByLabel(/^Email/), 'the focus in the field with the fault')
    await page.keyboard.type('.example')
    await page.keyboard.press('Enter')
    await widget.getByText('the answer goes to gone@weidner.example').waitFor()
    await focused(widget.getByRole('button', { name: 'Change' }), 'the focus on what changes it')
    await context.close()
  })

  it('is there again on the next page, with the name and the question', async () => {
    const { browser, desk } = at()
    const context = await browser.newContext()
    const { page, widget, open } = await enterShop(context, desk.url)
    const fields = ['Your name', 'Email, so the answer finds you if you leave', 'Your question'] as const
    await open()
    for (const field of fields) await widget.getByLabel(field).fill(`my ${field}`)
    await page.reload()
    await open()
    for (const field of fields) expect(await widget.getByLabel(field).inputValue()).toBe(`my ${field}`)
    await context.close()
  })
})
