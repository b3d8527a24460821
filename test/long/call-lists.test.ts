import type { Browser, BrowserContext, Page, WebSocketRoute } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { accessFaults, openConsole, signIn } from '../console/desk-page.ts'
import { type CallDesk, openCallDesk, PATIENCE } from '../e2e/call-pages.ts'
import { launchBrowser } from '../setup/chromium.ts'
import { describeWith } from '../setup/describe-with.ts'
import { openScriptedPhone } from '../setup/scripted-phone.ts'
import { waitFor } from '../wait-for.ts'

const NUMBER = '+12025550100'

/** A day on which anybody may be called at this hour, as a field takes it. */
const nextWednesday = (): string => {
  const day = new Date()
  day.setDate(day.getDate() + ((10 - day.getDay()) % 7 || 7))
  return `${day.toISOString().slice(0, 10)}T15:00`
}

/** Takes the line of a context's pages away, and gives it back; what they fetch goes on. For pages that are opened from now on. */
const lineOf = async (context: BrowserContext) => {
  const open = new Set<WebSocketRoute>()
  let isCut = false
  await context.routeWebSocket(/.*/, (socket) => {
    if (isCut) return void socket.close()
    socket.connectToServer()
    open.add(socket)
  })
  return {
    cut: async () => {
      isCut = true
      await Promise.all([...open].map((socket) => socket.close()))
      open.clear()
    },
    mend: () => {
      isCut = false
    },
  }
}

describeWith('chromium', 'the lists of calls, and the floor', () => {
  let browser: Browser
  let desk: CallDesk
  let ines: BrowserContext
  let ruth: BrowserContext
  beforeAll(async () => {
    ;[browser, desk] = await Promise.all([launchBrowser(), openCallDesk()])
    ;[ines, ruth] = await Promise.all([signIn(browser, desk, 'agent'), signIn(browser, desk, 'supervisor')])
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.stop()
  })
  const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) })
  const go = (page: Page, list: string) => page.getByRole('navigation', { name: 'Calls' }).getByRole('link', { name: list }).click()
  const done = (page: Page, words: string | RegExp) => page.getByRole('status').getByText(words).first()

  it('let a supervisor set who is there, and tell afterwards who set it', async () => {
    const [agent, { page, faults }] = await Promise.all([openConsole(ines, desk, '/work'), openConsole(ruth, desk, '/floor')])
    const presence = (is: string) => agent.page.getByRole('button', { name: new RegExp(`^Presence: ${is}`, 'i') })
    const acts = async (name: string) => {
      await page.getByRole('button', { name: 'What to do about Ines Duarte' }).click()
      await page.getByRole('menuitem', { name }).click()
    }
    await presence('available').waitFor()
    await acts('Set away')
    await presence('away').waitFor()
    await done(page, 'Ines Duarte is set away. They see it at once.').waitFor()
    await page.getByRole('button', { name: /^Undo/ }).click()
    await presence('available').waitFor()
    await acts('Set away')
    await presence('away').waitFor()
    await acts('Presence today')
    const log = page.getByRole('dialog', { name: 'Presence of Ines Duarte today' })
    for (const [at, is] of ['Away', 'Available', 'Away'].entries())
      await log
        .getByRole('listitem')
        .nth(at)
        .filter({ hasText: new RegExp(`${is}.*Set by Ruth Adler`) })
        .waitFor()
    expect([...agent.faults, ...faults]).toEqual([])
    // She stays away: no offer lies over what comes next.
    await Promise.all([agent.page.close(), page.close()])
  })

  it('have who gave up waiting, who is called at an hour, and who is not called or not put through', async () => {
    const line = await lineOf(ruth)
    const [agent, supervisor] = await Promise.all([openConsole(ines, desk, '/calls'), openConsole(ruth, desk, '/calls/missed')])
    const { page } = agent
    const told: string[] = []
    page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => told.push(String(payload))))
    await page.reload()
    await page.getByRole('heading', { name: 'My calls' }).waitFor()
    await row(page, 'Ola Bergström.*Answered, solved').waitFor()
    expect(await accessFaults(page)).toEqual([])

    // Whoever is let ring and gives up stands there at once, and for who was away from the line meanwhile as soon as it is back.
    await row(supervisor.page, 'Ola Bergström|Birgit Lang').first().waitFor()
    await line.cut()
    const phone = await openScriptedPhone({ url: desk.url, number: '+12025550183' })
    await phone.dial(NUMBER)
    await phone.hears('Larkfield Cycles')
    await phone.press('1')
    await phone.hears('What is it about?')
    await phone.press('0')
    await phone.hears(/^May we record/)
    await phone.press('2')
    await phone.hears(/^You are next/)
    // The first answer was read by the desk before they gave up, and is not there yet when that is told.
    let arrive = (): void => {}
    const isRead = new Promise<void>((resolve) => {
      void page.route(
        /\/api\/v1\/calls\?which=missed/,
        async (route) => {
          const response = await route.fetch()
          resolve()
          await new Promise<void>((let_) => {
            arrive = let_
          })
          await route.fulfill({ response })
        },
        { times: 1 },
      )
    })
    await go(page, 'Missed')
    await isRead
    told.length = 0
    await phone.hangUp()
    phone.vanish()
    await waitFor(() => told.some((one) => one.includes('calls:live') && one.includes('"ended"')), { what: 'the news' })
    arrive()
    const gaveUp = '202 555 0183.*Hung up while waiting'
    await row(page, gaveUp).waitFor(PATIENCE)
    expect(await row(supervisor.page, gaveUp).count()).toBe(0)
    line.mend()
    await row(supervisor.page, gaveUp).waitFor(PATIENCE)

    // An agent arranges a call in a case, and stands it down where all of them are listed.
    await page.getByRole('link', { name: 'Birgit Lang' }).click()
    await page.getByRole('button', { name: 'Call +1 202 555 0127 later…' }).first().click()
    const arranging = page.getByRole('dialog', { name: 'Call back later' })
    await arranging.getByLabel('When, in your time').fill(nextWednesday())
    await arranging.getByRole('button', { name: 'Arrange' }).click()
    await done(page, /^\+1 202 555 0127 is to be called/).waitFor()
    await go(supervisor.page, 'Callbacks')
    await row(supervisor.page, 'Birgit Lang.*arranged by Ines Duarte').waitFor()
    expect(await accessFaults(supervisor.page)).toEqual([])
    await supervisor.page.getByRole('button', { name: 'Cancel the callback of Birgit Lang' }).click()
    await row(supervisor.page, 'Birgit Lang').waitFor({ state: 'detached' })
    await supervisor.page.getByRole('button', { name: /^Undo/ }).click()
    await row(supervisor.page, 'Birgit Lang').waitFor()

    // Refused by anybody, let back by a supervisor.
    await page.getByRole('link', { name: 'Calls', exact: true }).click()
    for (const [list, words, back] of [
      ['Do not call', 'is not called any more', 'Allow again'],
      ['Nuisance callers', 'is not put through any more', 'Put through again'],
    ] as const) {
      await go(page, list)
      await page.getByRole('textbox', { name: 'Number' }).fill('+1 202 555 0190')
      await page.getByRole('textbox', { name: 'Why' }).fill('Said so')
      await page.getByRole('button', { name: 'Add', exact: true }).click()
      await done(page, `+1 202 555 0190 ${words}`).waitFor()
      await row(page, '202 555 0190.*Said so').waitFor()
      expect(await row(page, '202 555 0190').getByRole('button').count()).toBe(0)
      await go(supervisor.page, list)
      await row(supervisor.page, '202 555 0190').getByRole('button', { name: back }).click()
      await row(supervisor.page, '202 555 0190').waitFor({ state: 'detached' })
    }

    await go(page, 'Colleagues')
    await page.getByRole('searchbox', { name: 'Find by name' }).fill('ruth')
    await row(page, 'Ruth Adler').waitFor()
    await row(page, 'Kenji Arai').waitFor({ state: 'detached' })
    expect([...agent.faults, ...supervisor.faults]).toEqual([])
    await Promise.all([page.close(), supervisor.page.close()])
  })
})
