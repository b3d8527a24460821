import { expect, it } from 'vitest'
import { askForPerson, bar, noCallIsLeft, PATIENCE, soundIs } from '../e2e/call-pages.ts'
import { CALLER, useConsoles } from '../e2e/use-consoles.ts'
import { describeWith } from '../setup/describe-with.ts'
import { days } from './misbehave.ts'

for (const [day, open] of days)
  describeWith('chromium', `callers at their telephones, ${day},`, () => {
    // Each test ends with a desk that has no call and with pages that have no fault (use-consoles.ts).
    const at = useConsoles(open)
    const hangUp = () => at().caller.page.getByRole('button', { name: 'Hang up' }).click()
    const isGone = (locator: { waitFor(options: object): Promise<void> }) => locator.waitFor({ state: 'detached', ...PATIENCE })

    it('who hang up in the menu ask for nobody', async () => {
      const { caller, ines, offerTo } = at()
      await caller.page.getByRole('button', { name: 'Call', exact: true }).click()
      await caller.page.getByText('For English, press 1.').last().waitFor(PATIENCE)
      await hangUp()
      await noCallIsLeft(at().desk)
      expect(await offerTo(ines).isVisible()).toBe(false)
    })

    it('who hang up while they wait are offered to nobody', async () => {
      const { caller, ines, offerTo } = at()
      await ines.present('away')
      await askForPerson(caller, false)
      await caller.page
        .getByText(/^You are next/)
        .last()
        .waitFor(PATIENCE)
      await hangUp()
      await noCallIsLeft(at().desk)
      await ines.present('available')
      expect(await offerTo(ines).isVisible()).toBe(false)
    })

    it('who hang up while they are offered take the offer with them', async () => {
      const { caller, ines, offerTo } = at()
      await askForPerson(caller, false)
      await offerTo(ines).waitFor(PATIENCE)
      await hangUp()
      await isGone(offerTo(ines))
      // Where the carrier told it late, the offer may have lapsed, and whoever does not answer is away from then on.
      await ines.present('available')
    })

    it('who hang up while they talk leave the agent to wrap up', async () => {
      const { ines, talk, beDone } = at()
      await talk()
      await hangUp()
      await beDone(ines)
    })

    it('who hang up while they are held leave the agent to wrap up', async () => {
      const { caller, ines, talk, beDone } = at()
      await talk()
      await ines.page.keyboard.press('F4')
      await caller.page.getByText(/^On hold/).waitFor(PATIENCE)
      await hangUp()
      await beDone(ines)
    })

    it('who hang up while two agents talk of them leave both free', async () => {
      const { ines, kenji, talk, beDone } = at()
      await talk()
      await bar(ines, CALLER).getByRole('button', { name: 'Transfer' }).click()
      await ines.page
        .getByRole('dialog')
        .getByRole('button', { name: /Kenji Arai/ })
        .click()
      await kenji.page.getByRole('alertdialog').getByRole('button', { name: /^Join/ }).click(PATIENCE)
      await soundIs(true, kenji, 'the agent at the colleague’s ear')
      await hangUp()
      await beDone(ines)
      await isGone(bar(kenji, CALLER))
    })

    it('whom one does not answer are offered to the next', async () => {
      const { caller, ines, kenji, offerTo, beDone, talkingTo } = at()
      await askForPerson(caller, false)
      await offerTo(ines).waitFor(PATIENCE)
      await kenji.page.getByRole('link', { name: 'My work' }).click()
      await kenji.present('available')
      await offerTo(kenji).waitFor(PATIENCE)
      await isGone(offerTo(ines))
      await kenji.page.keyboard.press('F8')
      await talkingTo(kenji)
      await hangUp()
      await beDone(kenji)
    })
  })
