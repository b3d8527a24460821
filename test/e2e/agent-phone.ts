import { expect, it } from 'vitest'
import { openConsole } from '../console/desk-page.ts'
import { waitFor } from '../wait-for.ts'
import { type AtDesk, askForPerson, bar, hearsIn, PATIENCE, sitDown, soundIs } from './call-pages.ts'
import { CALLER, type useConsoles } from './use-consoles.ts'

const levelOf = (bar: { style?: unknown }): number =>
  Number((bar.style as { getPropertyValue(name: string): string }).getPropertyValue('--level'))

/** Runs in the page: what the browser counts of a connection, made worse. */
const makeUneven = `(() => {
  const getStats = RTCPeerConnection.prototype.getStats
  globalThis.mendLine = () => { RTCPeerConnection.prototype.getStats = getStats }
  let received = 0
  RTCPeerConnection.prototype.getStats = async function (...of) {
    const all = await getStats.apply(this, of)
    received += 100
    return new Map([...all].map(([id, one]) => [id, one.type === 'inbound-rtp' ? { ...one, packetsReceived: received, packetsLost: 0, jitter: 0.2 } : one]))
  }
})()`

/** How an agent's phone rings, opens by itself, tells of a bad line and of a microphone, and is tried. */
export const agentPhone = (at: ReturnType<typeof useConsoles>): void => {
  it('rings for a call, opens it by itself where its agent wants that, and says in it while the line is bad', async () => {
    const { desk, ines, caller, offerTo, beDone } = at()
    const edit = (change: object) => desk.ask('patch', `/staff/${ines.id}`, change)
    const offer = offerTo(ines)
    await ines.page.goto(`${desk.url}/work`)
    // Something that can wait is offered too, and first.
    await edit({ capacity: { voice: 1, chat: 0, default: 1 } })
    const mail = ines.page.getByRole('article', { name: /^Offer: / })
    await mail.first().waitFor(PATIENCE)
    await ines.page.keyboard.press('Escape')
    await askForPerson(caller, false)
    await offer.waitFor(PATIENCE)
    await soundIs(true, ines, 'the ring')
    const opens = offer.getByText('The line opens by itself in a moment.')
    expect(await opens.count()).toBe(0)
    await edit({ autoAccepts: true })
    await opens.waitFor(PATIENCE)
    await bar(ines, CALLER).waitFor(PATIENCE)
    // Offered before the call, it still waits for a press.
    expect(await mail.count()).toBe(1)
    await edit({ autoAccepts: false, capacity: { voice: 1, chat: 0, default: 0 } })
    await soundIs(true, ines, 'the caller')
    await soundIs(true, caller, 'the agent')

    const trouble = bar(ines, CALLER).getByText('The sound is uneven. A cable or a better network helps.')
    expect(await trouble.count()).toBe(0)
    await ines.page.evaluate(makeUneven)
    await trouble.waitFor(PATIENCE)
    await ines.page.evaluate('mendLine()')
    await trouble.waitFor({ state: 'detached', ...PATIENCE })
    await bar(ines, CALLER).getByRole('button', { name: 'Hang up' }).click()
    await beDone(ines)
  })

  it('shows what the microphone says, keeps which devices are chosen, and is tried in a call to nobody', async () => {
    const { desk, ines } = at()
    const open = async (): Promise<void> => {
      await ines.page.getByRole('button', { name: /Settings and sign out$/ }).click()
      await ines.page.getByRole('menuitem', { name: 'Sound and microphone' }).click()
    }
    await open()
    const dialog = ines.page.getByRole('dialog', { name: 'Sound and microphone' })
    const meter = (wanted: (level: number) => boolean, what: string) =>
      waitFor(async () => wanted(await dialog.locator('.snd-m i').evaluate(levelOf)), { timeoutMs: PATIENCE.timeout, what })
    await meter((level) => level > 0, 'a bar that moves with the beep')
    await meter((level) => level === 0, 'a bar at rest')
    const list = (of: string) => dialog.getByRole('combobox', { name: of })
    const choices = {
      Microphone: 'Fake Audio Input 2',
      'Calls are heard on': 'Fake Audio Output 2',
      'Offers ring on': 'Fake Audio Output 1',
    }
    for (const [of, label] of Object.entries(choices)) await list(of).selectOption({ label })
    await meter((level) => level > 0, 'the chosen microphone')
    await dialog.getByRole('button', { name: 'Play a tone' }).click()
    await soundIs(true, ines, 'the tone')
    await dialog.getByRole('button', { name: 'Done' }).click()
    await open()
    for (const [of, label] of Object.entries(choices))
      await list(of).locator('option:checked', { hasText: label }).waitFor({ state: 'attached' })

    await dialog.getByRole('button', { name: 'Test call' }).click(PATIENCE)
    await dialog.getByText('Say something after the tone.').waitFor(PATIENCE)
    // While they speak: a browser that refuses the microphone says so before any call.
    const kenji = await sitDown(at().browser, desk, 'Kenji Arai', { permissions: [] })
    const line = kenji.page.getByText('Calls will not work in this browser: nobody would hear you.')
    await line.waitFor(PATIENCE)
    await kenji.context.grantPermissions(['microphone'])
    await line.waitFor({ state: 'detached', ...PATIENCE })
    expect(kenji.faults).toEqual([])
    await kenji.context.close()

    await dialog.getByText('Listen: you hear yourself in a moment.').waitFor(PATIENCE)
    await soundIs(true, ines, 'their own voice')
    await dialog.getByRole('button', { name: 'Stop the test' }).click()
    await dialog.getByText(/^You call this desk, say something/).waitFor(PATIENCE)
    await dialog.getByRole('button', { name: 'Done' }).click()
  })

  it('is in one tab of a browser at a time: another says so, acts in the call all the same, and is the phone when that one closes', async () => {
    const { desk, ines, caller, ear, offerTo, talkingTo, beDone } = at()
    await ines.page.goto(`${desk.url}/work`)
    const { page: second, faults } = await openConsole(ines.context, desk, '/work')
    const tab: AtDesk = { ...ines, page: second, hears: () => hearsIn(second) }
    await askForPerson(caller, false)
    await offerTo(tab).waitFor(PATIENCE)
    await second.keyboard.press('F8')
    // Accepted in the one, heard in the other.
    await bar(tab, CALLER).getByRole('button', { name: 'Other tab' }).waitFor(PATIENCE)
    await talkingTo(ines)
    expect(await tab.hears()).toBe(false)
    await bar(tab, CALLER).getByRole('button', { name: 'Transfer' }).waitFor()
    expect(await bar(tab, CALLER).getByRole('button', { name: 'Mute' }).count()).toBe(0)

    // The last of what is told here: her page is gone with it.
    await ines.page.close()
    await talkingTo(tab)
    await bar(tab, CALLER).getByRole('button', { name: 'Mute' }).click()
    await soundIs(false, ear, 'nobody who is muted')
    await bar(tab, CALLER).getByRole('button', { name: 'Hang up' }).click()
    await caller.page.getByText(/^The other side hung up/).waitFor(PATIENCE)
    await beDone(tab)
    expect(faults).toEqual([])
  })
}
