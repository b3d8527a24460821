import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { launchWithSound, type OnPage } from '../phone/phone-desk.ts'
import { describeWith } from '../setup/describe-with.ts'
import { waitFor } from '../wait-for.ts'
import { type AtDesk, askForPerson, bar, type CallDesk, openCallDesk, openOutside, PATIENCE, sitDown, soundIs } from './call-pages.ts'

const CALLER = 'Gwen Abara'
const NUMBER = '+12025550143'

describeWith('chromium', 'calls at their consoles', () => {
  let browser: Browser
  let desk: CallDesk
  let ines: AtDesk
  let kenji: AtDesk
  let ruth: AtDesk
  let caller: OnPage
  beforeAll(async () => {
    ;[browser, desk] = await Promise.all([launchWithSound(), openCallDesk()])
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
    await waitFor(async () => (await desk.ask('get', '/calls?state=live')).items.length === 0, {
      timeoutMs: PATIENCE.timeout,
      what: 'a desk without calls',
    })
    expect([...ines.faults.splice(0), ...kenji.faults.splice(0), ...ruth.faults.splice(0), ...caller.faults]).toEqual([])
  })

  const ear = { hears: async () => (await caller.levels()).remote > 0 }
  const talkingTo = async (who: AtDesk): Promise<void> => {
    await soundIs(true, who, `the caller at the ear of ${who.name}`)
    await soundIs(true, ear, `${who.name} at the caller’s ear`)
  }
  const reload = async ({ page }: AtDesk): Promise<void> => {
    await page.reload()
    await page.getByRole('navigation', { name: 'Main' }).waitFor(PATIENCE)
  }
  const offerTo = ({ page }: AtDesk) => page.getByRole('alertdialog', { name: CALLER })
  const wrapUpOf = ({ page }: { page: Page }) => page.getByRole('region', { name: `Wrap-up of the call with ${CALLER}` })
  const beDone = async (who: AtDesk): Promise<void> => {
    await wrapUpOf(who).getByRole('button', { name: 'Done' }).click(PATIENCE)
    await wrapUpOf(who).waitFor({ state: 'detached', ...PATIENCE })
  }
  const talk = async (): Promise<void> => {
    await askForPerson(caller, false)
    await offerTo(ines).waitFor(PATIENCE)
    await ines.page.keyboard.press('F8')
    await bar(ines, CALLER).waitFor(PATIENCE)
    await talkingTo(ines)
  }

  it('are found again by a page that is loaded anew, at every stage', async () => {
    await askForPerson(caller, false)
    await offerTo(ines).waitFor(PATIENCE)
    await reload(ines)
    await offerTo(ines).waitFor(PATIENCE)

    // Gone before its softphone has dialled.
    await ines.page.route('**/calls/*/join', (route) => route.abort())
    await ines.page.keyboard.press('F8')
    await bar(ines, CALLER).waitFor(PATIENCE)
    await ines.page.unroute('**/calls/*/join')
    await reload(ines)
    await talkingTo(ines)

    await reload(ines)
    await talkingTo(ines)

    await ines.page.keyboard.press('F4')
    await caller.page.getByText(/^On hold/).waitFor(PATIENCE)
    await reload(ines)
    await bar(ines, CALLER).getByRole('button', { name: 'Mute' }).waitFor(PATIENCE)
    await bar(ines, CALLER).getByRole('button', { name: 'On hold' }).waitFor()
    await soundIs(false, ear, 'nobody at the ear of who is held')
    await ines.page.keyboard.press('F4')
    await talkingTo(ines)

    await bar(ines, CALLER).getByRole('button', { name: 'Transfer' }).click()
    await ines.page
      .getByRole('dialog')
      .getByRole('button', { name: /Kenji Arai/ })
      .click()
    await kenji.page.getByRole('alertdialog').getByRole('button', { name: /^Join/ }).click(PATIENCE)
    await soundIs(true, kenji, 'the agent at the colleague’s ear')
    await reload(ines)
    await soundIs(true, ines, 'the colleague at the agent’s ear')
    await soundIs(true, kenji, 'the agent at the colleague’s ear')
    await soundIs(false, ear, 'nothing of it at the caller’s ear')
    await ines.page.getByRole('button', { name: 'Back to Gwen' }).click()
    await talkingTo(ines)

    await caller.page.getByRole('button', { name: 'Hang up' }).click()
    await wrapUpOf(ines).waitFor(PATIENCE)
    await reload(ines)
    await beDone(ines)
  })

  it('are listened to by a supervisor who is asked for help, whispers and comes in', async () => {
    await talk()
    await ruth.page.goto(`${desk.url}/floor`)
    await bar(ines, CALLER).getByRole('button', { name: 'Ask help' }).click()
    const live = ruth.page.getByRole('region', { name: /^Live calls/ })
    await live.getByText('Asks for help').waitFor(PATIENCE)
    const coach = live.getByRole('group', { name: `Coach the call with ${CALLER}` })

    await coach.getByRole('button', { name: 'Listen' }).click()
    await coach.getByRole('button', { name: 'Listening' }).waitFor(PATIENCE)
    await soundIs(true, ruth, 'the call at the supervisor’s ear')
    await ines.page.getByText('listens', { exact: true }).waitFor(PATIENCE)

    // Only one of them says anything, so that it is clear who is heard.
    await bar(ines, CALLER).getByRole('button', { name: 'Mute' }).click()
    await soundIs(false, ear, 'no supervisor who listens')
    await coach.getByRole('button', { name: 'Whisper' }).click()
    await coach.getByRole('button', { name: 'Whispering' }).waitFor(PATIENCE)
    await ines.page.getByText('whispers to you', { exact: true }).waitFor(PATIENCE)
    await caller.page.getByRole('button', { name: 'Mute' }).click()
    await soundIs(true, ines, 'the supervisor at the agent’s ear')
    await soundIs(false, ear, 'no whisper at the caller’s ear')
    await coach.getByRole('button', { name: 'Barge' }).click()
    await coach.getByRole('button', { name: 'Barging in' }).waitFor(PATIENCE)
    await soundIs(true, ear, 'the supervisor at the caller’s ear')

    await coach.getByRole('button', { name: 'Barging in' }).click()
    await coach.getByRole('button', { name: 'Listen' }).waitFor(PATIENCE)
    await soundIs(false, ear, 'no supervisor who has left')
    await bar(ines, CALLER).getByRole('button', { name: 'Hang up' }).click()
    await beDone(ines)
    await caller.page.getByText(/^The other side hung up/).waitFor(PATIENCE)
    await ruth.page.goto(`${desk.url}/work`)
  })

  it('go out from a number on the screen, and take keys', async () => {
    const { items } = await desk.ask('get', `/customers?q=${encodeURIComponent(CALLER)}`)
    await ines.page.goto(`${desk.url}/customers/${items[0].id}`)
    await ines.page
      .getByRole('button', { name: `Call ${NUMBER}` })
      .first()
      .click(PATIENCE)
    await caller.page.getByText('Calls this phone').waitFor(PATIENCE)
    await bar(ines, CALLER)
      .getByText(/^Ringing/)
      .first()
      .waitFor(PATIENCE)
    await caller.page.getByRole('button', { name: 'Answer' }).click()
    await talkingTo(ines)
    await bar(ines, CALLER).getByRole('button', { name: 'Keypad' }).click()
    await ines.page.keyboard.type('42#')
    await ines.page.getByText('42#', { exact: true }).waitFor()
    await ines.page.keyboard.press('Escape')
    await caller.page.getByRole('button', { name: 'Hang up' }).click()
    await beDone(ines)
  })
})
