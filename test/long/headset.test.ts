import { expect, it } from 'vitest'
import { askForPerson, bar, PATIENCE, soundIs } from '../e2e/call-pages.ts'
import { CALLER, useConsoles } from '../e2e/use-consoles.ts'
import { describeWith } from '../setup/describe-with.ts'
import { HEADSET, headsetOf, standInHid } from './stand-in-headset.ts'

describeWith('chromium', 'calls with a headset', () => {
  const at = useConsoles()

  it('can be tried with nobody: what is said comes back, and nothing of it is left', async () => {
    const { desk, ines } = at()
    const calls = async () => (await desk.ask('get', '/calls')).items.map(({ id }: { id: string }) => id)
    const before = await calls()
    await ines.page.goto(`${desk.url}/work`)
    const presence = ines.page.getByRole('button', { name: /^Presence:/ })
    const present = await presence.getAttribute('aria-label')
    await ines.page.getByRole('button', { name: /Settings and sign out$/ }).click()
    await ines.page.getByRole('menuitem', { name: 'Sound and microphone' }).click()
    const dialog = ines.page.getByRole('dialog', { name: 'Sound and microphone' })
    await dialog.getByRole('button', { name: 'Test call' }).click(PATIENCE)
    await dialog.getByText('Say something after the tone.').waitFor(PATIENCE)
    await dialog.getByText('Listen: you hear yourself in a moment.').waitFor(PATIENCE)
    await soundIs(true, ines, 'their own beeps at the agent’s ear')
    await dialog.getByText(/^Your test call is over/).waitFor(PATIENCE)
    await dialog.getByRole('button', { name: 'Done' }).click()
    expect(await presence.getAttribute('aria-label')).toBe(present)
    expect(await calls()).toEqual(before)
  })

  it('are answered, muted and ended at a headset, whose lights follow, and go on when it is pulled out', async () => {
    const { ines, caller, ear, offerTo, talkingTo, beDone } = at()
    await ines.context.addInitScript(standInHid)
    await ines.page.reload()
    await ines.page.getByRole('button', { name: /Settings and sign out$/ }).click()
    await ines.page.getByRole('menuitem', { name: 'Sound and microphone' }).click()
    const dialog = ines.page.getByRole('dialog', { name: 'Sound and microphone' })
    await dialog.getByRole('button', { name: 'Connect a headset' }).click(PATIENCE)
    await dialog.getByText(HEADSET).waitFor()
    await dialog.getByText('Answers, ends and mutes calls.').waitFor()
    // Loaded again, it is found by itself.
    await ines.page.reload()
    const headset = headsetOf(ines)
    await headset.shows('')

    await askForPerson(caller, false)
    await offerTo(ines).waitFor(PATIENCE)
    await headset.shows('ring')
    // A test that goes on ends as the offer is accepted.
    await ines.page.getByRole('button', { name: /Settings and sign out$/ }).click()
    await ines.page.getByRole('menuitem', { name: 'Sound and microphone' }).click()
    await dialog.getByRole('button', { name: 'Test call' }).click(PATIENCE)
    await dialog.getByText('Say something after the tone.').waitFor(PATIENCE)
    await headset.pressHook()
    await dialog.getByText('You are in a call: test when it is over.').waitFor(PATIENCE)
    await dialog.getByRole('button', { name: 'Done' }).click()
    await bar(ines, CALLER).waitFor(PATIENCE)
    await headset.shows('offHook')
    await talkingTo(ines)
    await headset.pressMute()
    await headset.shows('offHook,mute')
    await bar(ines, CALLER).getByRole('button', { name: 'Muted' }).waitFor()
    await soundIs(false, ear, 'nobody who is muted')
    await headset.pull()
    await headset.plug()
    await headset.shows('offHook,mute')
    await headset.pressMute()
    await headset.shows('offHook')
    await headset.pressHook()
    await caller.page.getByText(/^The other side hung up/).waitFor(PATIENCE)
    await headset.shows('')
    await beDone(ines)
  })
})
