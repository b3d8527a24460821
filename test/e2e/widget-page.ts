import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { system } from '../../server/staff/index.ts'
import { type ChatDesk, startChatDesk } from '../channels/chat/chat-desk.ts'
import { launchBrowser } from '../setup/chromium.ts'
import { waitFor } from '../wait-for.ts'

export const widgetBuild = fileURLToPath(new URL('../../dist/widget', import.meta.url))

/** For a whole file a browser, and a desk with the chat and the demo shop. */
export const useChatDesk = () => {
  let browser: Browser
  let desk: ChatDesk
  beforeAll(async () => {
    browser = await launchBrowser()
    desk = await startChatDesk({ widget: widgetBuild })
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.stop()
  })
  return () => ({ browser, desk })
}

/** A page of another origin than the desk's, with whatever it is given to show. */
export const serveHost = async (pages: Record<string, () => string>) => {
  const server: Server = createServer((request, response) => {
    const page = pages[request.url ?? '']
    response.writeHead(page ? 200 : 404, { 'content-type': 'text/html' }).end(page?.() ?? '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(resolve)
      }),
  }
}

export interface Shop {
  page: Page
  widget: FrameLocator
  /** Everything that must not happen: script errors, dialogs, requests to anywhere else. */
  faults: string[]
  open(): Promise<void>
  start(question: string): Promise<void>
  write(text: string): Promise<void>
}

/** The demo shop in a browser, with an eye on everything that must not happen. */
export const enterShop = async (context: BrowserContext, url: string): Promise<Shop> => {
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`))
  page.on('console', (line) => line.type() === 'error' && faults.push(`console: ${line.text()}`))
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith(url.replace('http', 'ws'))) faults.push(`request: ${request.url()}`)
  })
  await page.goto(`${url}/demo`)
  const widget = page.frameLocator('iframe')
  return {
    page,
    widget,
    faults,
    open: async () => {
      await page.getByRole('button', { name: /^(Open chat|Chat with)/ }).click()
    },
    start: async (question) => {
      await widget.getByLabel('Your question').fill(question)
      await widget.getByRole('button', { name: 'Start chat' }).click()
      await widget.getByText('Delivered').waitFor()
    },
    write: async (text) => {
      await widget.getByRole('textbox', { name: 'Write a message' }).fill(text)
      await widget.getByRole('textbox', { name: 'Write a message' }).press('Enter')
    },
  }
}

/** The case of the newest message a visitor wrote. */
export const newestCase = async (desk: ChatDesk): Promise<string> => {
  await desk.hub.settled()
  return waitFor(
    async () => {
      const { items } = await desk.hub.listMessages(system('test'), { channel: 'chat', limit: 20 })
      return items.find((one) => one.direction === 'in')?.caseId
    },
    { what: 'the case' },
  )
}
