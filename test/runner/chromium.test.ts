import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { launchBrowser } from '../setup/chromium.ts'
import { describeWith } from '../setup/describe-with.ts'

describeWith('chromium', 'the browser of the tests', () => {
  it('reaches loopback and nothing else', async () => {
    const server = createServer((_request, response) => response.end('<title>here</title>'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage()
      await page.goto(`http://127.0.0.1:${port}/`)
      expect(await page.title()).toBe('here')
      await page.goto(`http://localhost:${port}/`)
      expect(await page.title()).toBe('here')
      await expect(page.goto('http://shop.example/')).rejects.toThrow('ERR_NAME_NOT_RESOLVED')
    } finally {
      await browser.close()
      server.close()
    }
  })
})
