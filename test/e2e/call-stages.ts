import { expect, it } from 'vitest'
import { askForPerson, bar, openOutside, PATIENCE, soundIs } from './call-pages.ts'
import { CALLER, type useConsoles } from './use-consoles.ts'

/** What calls at consoles come to besides being answered: a supervisor in them, and calls out. */
export const callStages = (at: ReturnType<typeof useConsoles>): void => {
  it('are listened to by a supervisor who is asked for help, whispers and comes in', async () => {
    const { desk, ines, ruth, caller, ear, talk, beDone } = at()
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
    await ruth.page.goto(`${desk.url}/settings/audit`)
    await ruth.page.getByLabel('About what').selectOption({ label: 'Listening and recordings' })
    for (const what of ['listened to a call', 'whispered in a call', 'came into a call'])
      await ruth.page.getByText(`Ruth Adler ${what}`).first().waitFor(PATIENCE)
    await ruth.page.goto(`${desk.url}/work`)
  })

  it('are conferences, in which one at a time is held or let go, and what is recorded is paused', async () => {
    const { browser, desk, ines, kenji, ruth, caller, offerTo, talkingTo, beDone } = at()
    const outside = await openOutside(browser, desk, '+12025550177')
    const there = { hears: () => outside.hears() }
    const line = bar(ines, CALLER)
    await ruth.page.goto(`${desk.url}/floor`)
    await askForPerson(caller, true)
    await offerTo(ines).waitFor(PATIENCE)
    await ines.page.keyboard.press('F8')
    await line.waitFor(PATIENCE)
    await talkingTo(ines)

    const addTo = async (fill: string, whom: RegExp): Promise<void> => {
      await line.getByRole('button', { name: 'Transfer' }).click()
      const dialog = ines.page.getByRole('dialog', { name: `Transfer ${CALLER}` })
      await dialog.getByRole('textbox').fill(fill)
      await dialog.getByRole('button', { name: whom }).click()
      await dialog.waitFor({ state: 'detached', ...PATIENCE })
    }
    const together = () => line.getByRole('button', { name: 'Talk together' }).click(PATIENCE)
    await addTo('Kenji', /^Kenji Arai/)
    await kenji.page.getByRole('alertdialog').getByRole('button', { name: /^Join/ }).click(PATIENCE)
    await together()
    await addTo('+1 202 555 0177', /A number outside$/)
    await outside.page.getByRole('button', { name: 'Answer' }).click(PATIENCE)
    await together()
    await soundIs(true, there, 'the call at the ear of who is outside')
    await soundIs(true, kenji, 'the call at the colleague’s ear')
    await talkingTo(ines)
    await kenji.page
      .getByRole('region', { name: `Beside the call with ${CALLER}` })
      .getByText('With Ines Duarte and +1 202 555 0177')
      .waitFor(PATIENCE)
    await ruth.page
      .getByRole('listitem')
      .filter({ hasText: 'Kenji Arai' })
      .getByText(/^On a call/)
      .waitFor(PATIENCE)

    // Each of those who are in it stands with their own buttons.
    const party = (name: string) => line.locator('.bar-p', { hasText: name })
    await party('+1 202 555 0177').getByRole('button', { name: 'Hold' }).click()
    await party('+1 202 555 0177')
      .getByText(/^on hold/)
      .waitFor(PATIENCE)
    await outside.page.getByText(/^On hold/).waitFor(PATIENCE)
    await soundIs(false, there, 'nobody at the ear of who is held')
    await soundIs(true, kenji, 'the others at the colleague’s ear')
    await talkingTo(ines)
    await party('+1 202 555 0177').getByRole('button', { name: 'Take back' }).click()
    await soundIs(true, there, 'the call again')

    await line.getByRole('button', { name: 'Pause rec.' }).click()
    await line.getByText('Paused', { exact: true }).waitFor(PATIENCE)
    await line.getByRole('button', { name: 'Go on rec.' }).click()
    await line.getByText('Rec', { exact: true }).waitFor(PATIENCE)

    await party('Kenji Arai').getByRole('button', { name: 'Drop' }).click()
    await kenji.page.getByRole('region', { name: `Beside the call with ${CALLER}` }).waitFor({ state: 'detached', ...PATIENCE })
    await soundIs(false, kenji, 'nobody at the ear of who was let go')
    await soundIs(true, there, 'the others at the ear of who is outside')
    await talkingTo(ines)
    await party('+1 202 555 0177').getByRole('button', { name: 'Drop' }).click()
    await outside.page.getByText(/^The other side hung up/).waitFor(PATIENCE)
    await talkingTo(ines)

    await caller.page.getByRole('button', { name: 'Hang up' }).click()
    await beDone(ines)
    const card = ines.page.getByRole('article', { name: new RegExp(`^Call with ${CALLER}`) }).last()
    await card.getByRole('button', { name: 'Play the recording' }).waitFor({ timeout: 60_000 })
    // Twice to speak in private, and once because it was pressed.
    await card.getByText(/^Paused 3 times: /).waitFor(PATIENCE)
    await ruth.page.goto(`${desk.url}/work`)
    expect(outside.faults).toEqual([])
    await outside.close()
  })

  it('go out from a number on the screen, and take keys', async () => {
    const { desk, ines, caller, talkingTo, beDone } = at()
    const { items } = await desk.ask('get', `/customers?q=${encodeURIComponent(CALLER)}`)
    await ines.page.goto(`${desk.url}/customers/${items[0].id}`)
    await ines.page.getByRole('button', { name: 'Call +1 202 555 0143' }).first().click(PATIENCE)
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
}
