import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { launchWithSound, type OnPage } from '../phone/phone-desk.ts'
import {
  type AtDesk,
  askForPerson,
  bar,
  type CallDesk,
  noCallIsLeft,
  openCallDesk,
  openOutside,
  PATIENCE,
  sitDown,
  soundIs,
} from './call-pages.ts'

export const CALLER = 'Gwen Abara'
export const NUMBER = '+12025550143'

/**
 * For a whole file two agents, the second of them away, and a supervisor at their consoles; for each test a telephone outside. Gives what the test
 * that runs now has; afterwards no call may be left and no page have a fault.
 */
export const useConsoles = (open: () => Promise<CallDesk> = openCallDesk) => {
  let browser: Browser
  let desk: CallDesk
  let ines: AtDesk
  let kenji: AtDesk
  let ruth: AtDesk
  let caller: OnPage
  beforeAll(async () => {
    ;[browser, desk] = await Promise.all([launchWithSound(), open()])
    await desk.onlyCalls('Ines Duarte', 'Kenji Arai', 'Ruth Adler')
    ;[ines, kenji, ruth] = await Promise.all([
      sitDown(browser, desk, 'Ines Duarte'),
      sitDown(browser, desk, 'Kenji Arai'),
      sitDown(browser, desk, 'Ruth Adler'),
    ])
    await kenji.present('away')
  })
  afterAll(async () => {
    await browser?.close()
    await desk?.stop()
  })
  beforeEach(async () => {
    caller = await openOutside(browser, desk, NUMBER)
  })
  afterEach(async () => {
    await caller.close()
    await noCallIsLeft(desk)
    expect([...ines.faults.splice(0), ...kenji.faults.splice(0), ...ruth.faults.splice(0), ...caller.faults]).toEqual([])
  })

  const ear = { hears: () => caller.hears() }
  const talkingTo = async (who: AtDesk): Promise<void> => {
    await soundIs(true, who, `the caller at the ear of ${who.name}`)
    await soundIs(true, ear, `${who.name} at the caller’s ear`)
  }
  const offerTo = ({ page }: AtDesk) => page.getByRole('alertdialog', { name: CALLER })
  const wrapUpOf = ({ page }: { page: Page }) => page.getByRole('region', { name: `Wrap-up of the call with ${CALLER}` })
  const beDone = async (who: AtDesk): Promise<void> => {
    const asked: string[] = []
    who.page.on('request', (one) => one.method() === 'POST' && asked.push(`asked ${one.url()}`))
    who.page.on('response', (one) => one.request().method() === 'POST' && asked.push(`${one.status()} ${one.url()}`))
    // By its key: a click on a page that was just loaded did nothing once, for what reason is not known.
    await wrapUpOf(who).getByRole('button', { name: 'Done' }).press('Enter', PATIENCE)
    await wrapUpOf(who)
      .waitFor({ state: 'detached', ...PATIENCE })
      .catch(async (error: Error) => {
        const shown = await who.page.locator('body').textContent()
        throw new Error(`${error.message}\nSince Done was pressed: ${asked.join(', ') || 'nothing was asked'}\nThe page shows: ${shown}`)
      })
  }
  const talk = async (): Promise<void> => {
    await askForPerson(caller, false)
    await offerTo(ines).waitFor(PATIENCE)
    await ines.page.keyboard.press('F8')
    await bar(ines, CALLER).waitFor(PATIENCE)
    await talkingTo(ines)
  }
  return () => ({ browser, desk, ines, kenji, ruth, caller, ear, talkingTo, offerTo, wrapUpOf, beDone, talk })
}
