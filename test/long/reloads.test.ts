import { it } from 'vitest'
import { type AtDesk, askForPerson, bar, PATIENCE, soundIs } from '../e2e/call-pages.ts'
import { CALLER, useConsoles } from '../e2e/use-consoles.ts'
import { describeWith } from '../setup/describe-with.ts'
import { days } from './misbehave.ts'

for (const [day, open] of days)
  describeWith('chromium', `calls at their consoles, ${day},`, () => {
    const at = useConsoles(open)
    const reload = async ({ page }: AtDesk): Promise<void> => {
      await page.reload()
      await page.getByRole('navigation', { name: 'Main' }).waitFor(PATIENCE)
    }

    it('are found again by a page that is loaded anew, at every stage', async () => {
      const { ines, kenji, caller, ear, talkingTo, offerTo, wrapUpOf, beDone } = at()
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
  })
