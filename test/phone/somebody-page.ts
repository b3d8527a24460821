import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'

interface InPage {
  somebody: { answer(offer: string): Promise<string>; hears(): Promise<boolean> }
}

/**
 * Whoever a call reaches: a page of this address with a microphone that beeps. It answers an offer at once and notes the keys that come with the
 * sound.
 */
export const openSomebody = async (browser: Browser, url: string) => {
  const context = await browser.newContext({ permissions: ['microphone'] })
  const page = await context.newPage()
  let keys = ''
  await page.exposeFunction('keyed', (key: string) => {
    keys += key
  })
  await page.addInitScript({ path: fileURLToPath(new URL('somebody.js', import.meta.url)) })
  await page.goto(url)
  return {
    /** Takes the call; whoever called before is left. */
    answer: (offer: string): Promise<string> => {
      keys = ''
      return page.evaluate((sdp) => (globalThis as unknown as InPage).somebody.answer(sdp), offer)
    },
    /** Whether it hears anything within two beeps. */
    hears: (): Promise<boolean> => page.evaluate(() => (globalThis as unknown as InPage).somebody.hears()),
    /** Since it answered. */
    keys: (): string => keys,
    close: (): Promise<void> => context.close(),
  }
}
