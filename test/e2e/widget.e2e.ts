import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { StaffActor } from '../../server/staff/index.ts'
import { type ChatDesk, startChatDesk } from '../channels/chat/chat-desk.ts'
import { launchBrowser } from '../setup/chromium.ts'
import { describeWith } from '../setup/describe-with.ts'
import { tries } from '../setup/tries.ts'
import { waitFor } from '../wait-for.ts'
import { enterShop, newestCase, widgetBuild } from './widget-page.ts'

const answer = (desk: ChatDesk, agent: StaffActor, caseId: string, text: string) =>
  desk.hub.sendReply(agent, { caseId, text, attachments: [], status: 'open', commandId: randomUUID() })

type Look = readonly ['light' | 'dark', number]
const LOOKS: readonly Look[] = [...tries<Look[]>([], [['light', 1440]]), ['dark', 390]]

describeWith('chromium', 'the widget in a browser', () => {
  let browser: Browser
  let desk: ChatDesk
  let ines: StaffActor
  beforeAll(async () => {
    browser = await launchBrowser()
    desk = await startChatDesk({ widget: widgetBuild })
    ines = await desk.addAgent('Ines Duarte')
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.stop()
  })

  it.each(LOOKS)('goes from the first message to the end, %s at %i px, without a fault of access', async (colorScheme, width) => {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 844 } })
    const { page, widget, faults, open, write } = await enterShop(context, desk.url)
    const checked = async (): Promise<string[]> => {
      // What fades in has not its own colours yet.
      await widget
        .locator('body')
        .evaluate((body) => Promise.all(body.getAnimations({ subtree: true }).map((one: { finished: Promise<unknown> }) => one.finished)))
      const { violations } = await new AxeBuilder({ page: page as never }).analyze()
      return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)}`))
    }
    await open()
    await widget.getByRole('heading', { name: 'How can we help?' }).waitFor()
    expect(await checked()).toEqual([])
    await widget.getByLabel('Your name').fill('Jonas Weidner')
    await widget.getByLabel(/^Email/).fill('not an address')
    await widget.getByLabel('Your question').fill('Does the small basket rack fit the Heron S?')
    await widget.getByRole('button', { name: 'Start chat' }).click()
    await widget.getByText('This does not look like an address').waitFor()
    await widget.getByLabel(/^Email/).fill('jonas@weidner.example')
    await widget.getByRole('button', { name: 'Start chat' }).click()
    await widget.getByText('Delivered').waitFor()
    await widget.getByText('If you leave, the answer goes to jonas@weidner.example').waitFor()
    expect(await checked()).toEqual([])

    const caseId = await newestCase(desk)
    await desk.cases.assignCase(ines, { caseId, assigneeId: ines.id, commandId: randomUUID() })
    await widget.getByText('Larkfield Cycles, here now').waitFor()
    await answer(desk, ines, caseId, 'It does. See https://shop.larkfield.example/racks')
    await widget.getByRole('link', { name: 'https://shop.larkfield.example/racks' }).waitFor()
    await write('Thanks, that helps')
    await widget.getByText(/^Delivered/).waitFor()
    expect(await checked()).toEqual([])
    if (width < 480) {
      const frame = await page.locator('iframe').boundingBox()
      expect(frame).toMatchObject({ x: 0, y: 0, width, height: 844 })
      expect((await widget.getByRole('button', { name: 'Send' }).boundingBox())?.height).toBeGreaterThanOrEqual(44)
    }
    expect(await page.locator('html').evaluate((root) => root.scrollWidth <= root.clientWidth)).toBe(true)

    await desk.cases.closeCase(ines, { caseId, disposition: 'Solved', commandId: randomUUID() })
    await widget.getByText('Ines ended the chat').waitFor()
    expect(await checked()).toEqual([])
    await widget.getByRole('button', { name: 'Ask something else' }).click()
    await write('One more thing')
    await widget.getByText('You are in the queue').first().waitFor()
    expect(faults).toEqual([])
    await context.close()
  })

  it('is worked by keyboard: Enter, Shift+Enter, Escape and back to where one was', async () => {
    const context = await browser.newContext()
    const { page, widget, open, start } = await enterShop(context, desk.url)
    await open()
    await start('Hello')
    const box = widget.getByRole('textbox', { name: 'Write a message' })
    await waitFor(() => box.evaluate((element) => element.matches(':focus')), { what: 'the focus in the box' })
    await page.keyboard.type('one')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('two')
    await page.keyboard.press('Enter')
    await widget.getByText('one two').waitFor()
    expect(await box.inputValue()).toBe('')
    await page.keyboard.press('Escape')
    const launcher = page.getByRole('button', { name: 'Chat with Larkfield Cycles' })
    await waitFor(() => launcher.evaluate((element) => element.matches(':focus')), { what: 'focus' })
    await page.locator('iframe').waitFor({ state: 'hidden' })
    await page.keyboard.press('Enter')
    await waitFor(() => box.evaluate((element) => element.matches(':focus')), { what: 'the focus in the box again' })
    await context.close()
  })

  it('tells of answers while it is closed, and after a reload; shows they were read when it is opened', async () => {
    const context = await browser.newContext()
    const { page, widget, open, start } = await enterShop(context, desk.url)
    await open()
    await start('I will look elsewhere meanwhile')
    const caseId = await newestCase(desk)
    await page.keyboard.press('Escape')
    const reply = await answer(desk, ines, caseId, 'Here is what I found.')
    await page.getByRole('button', { name: 'Chat with Larkfield Cycles, 1 new message' }).waitFor()
    const told = async (state: string) =>
      (await desk.cases.entriesOf(caseId)).some(
        ({ change }) => change.type === 'case.delivery' && change.messageId === reply.id && change.state === state,
      )
    await waitFor(() => told('delivered'), { what: 'delivered' })
    expect(await told('read')).toBe(false)
    await page.reload()
    await page.getByRole('button', { name: 'Chat with Larkfield Cycles, 1 new message' }).click()
    await widget.getByText('Here is what I found.').waitFor()
    await waitFor(() => told('read'), { what: 'read' })
    expect(await widget.getByText('I will look elsewhere meanwhile').count()).toBe(1)
    await context.close()
  })

  it('shows that the agent types, and forgets all when asked to', async () => {
    const context = await browser.newContext()
    const { page, widget, open, start } = await enterShop(context, desk.url)
    await open()
    await start('Anybody?')
    const caseId = await newestCase(desk)
    await answer(desk, ines, caseId, 'Me')
    await widget.getByText('Ines joined').waitFor()
    const visitor = await desk.platform.connection.collection('visitors').findOne({ 'session.caseId': caseId })
    const threadKey = `chat:${(visitor as unknown as { session: { id: string } }).session.id}`
    desk.platform.bus.tell({ name: 'chat.agent-typing', data: { threadKey, agentId: ines.id } })
    await widget.getByLabel('Ines is typing').waitFor()
    await widget.getByLabel('Ines is typing').waitFor({ state: 'detached' })
    await widget.getByRole('button', { name: 'Menu' }).click()
    await widget.getByRole('button', { name: 'Forget this chat on this device' }).click()
    await widget.getByRole('heading', { name: 'How can we help?' }).waitFor()
    await page.reload()
    await open()
    await widget.getByRole('heading', { name: 'How can we help?' }).waitFor()
    expect(await widget.getByText('Anybody?').count()).toBe(0)
    await context.close()
  })

  it('begins each line where its own writing begins', async () => {
    const context = await browser.newContext()
    const { widget, open, start } = await enterShop(context, desk.url)
    await open()
    await start('hello!')
    await widget.getByRole('textbox', { name: 'Write a message' }).fill('שלום!')
    await widget.getByRole('textbox', { name: 'Write a message' }).press('Enter')
    const message = widget.locator('.msg p', { hasText: 'שלום!' })
    await message.waitFor()
    // By their place on screen, the first letter and the last.
    const [first, last] = await message.evaluate((element) => {
      const range = element.ownerDocument.createRange()
      return [0, 4].map((at) => {
        range.setStart(element.lastChild, at)
        range.setEnd(element.lastChild, at + 1)
        return range.getBoundingClientRect().x as number
      })
    })
    expect(last).toBeLessThan(first as number)
    await context.close()
  })

  it('G4: shows what is said as text, whatever it is', async () => {
    const context = await browser.newContext()
    const { widget, faults, open, start, write } = await enterShop(context, desk.url)
    const payloads = [
      '<img src=x onerror=alert(1)>',
      '<script>alert(2)</script>',
      '"><svg onload=alert(3)>',
      'javascript:alert(4)',
      '{{constructor.constructor("alert(5)")()}}',
      '<iframe srcdoc="<script>parent.alert(6)</script>">',
    ]
    await open()
    await start('<b>not bold</b>')
    const caseId = await newestCase(desk)
    for (const payload of payloads) await answer(desk, ines, caseId, payload)
    for (const payload of payloads) await widget.locator('.us', { hasText: payload }).waitFor()
    await write(payloads[0] as string)
    await widget.getByText('Delivered').waitFor()
    expect(await widget.locator('.log :is(img, script, iframe, b, a)').count()).toBe(0)
    expect(faults).toEqual([])
    await context.close()
  })
})

describeWith('chromium', 'the widget while the desk is restarted', () => {
  it('keeps what is written and sends it once', async () => {
    const browser = await launchBrowser()
    const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-widget-'))
    let desk = await startChatDesk({ widget: widgetBuild, dataDir })
    const { port } = new URL(desk.url)
    const context = await browser.newContext()
    const { widget, open, start, write } = await enterShop(context, desk.url)
    await open()
    await start('Before')
    await desk.stop()
    await widget.getByText('Not connected. What you write is kept and sent.').waitFor()
    await write('During')
    await write('And another')
    await widget.getByText('Kept, not sent yet').waitFor()
    desk = await startChatDesk({ widget: widgetBuild, dataDir, port: Number(port) })
    await widget.getByText(/^Delivered/).waitFor()
    await widget.getByText('Not connected').waitFor({ state: 'detached' })
    await desk.hub.settled()
    const { items } = await desk.hub.listMessages({ type: 'system', id: 'system:test' }, { channel: 'chat', limit: 20 })
    expect(items.map((one) => one.text).reverse()).toEqual(['Before', 'During', 'And another'])
    for (const text of ['Before', 'During', 'And another']) expect(await widget.locator('.msg', { hasText: text }).count()).toBe(1)
    await browser.close()
    await desk.stop()
    await rm(dataDir, { recursive: true, force: true })
  })
})
