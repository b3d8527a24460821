import { it } from 'vitest'
import { bar, PATIENCE, soundIs } from './call-pages.ts'
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
    await ruth.page.goto(`${desk.url}/work`)
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
