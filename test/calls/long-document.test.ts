import { afterAll, beforeAll, expect, it } from 'vitest'
import { menu } from './menu.ts'
import { openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

const words = (length: number): string => 'word '.repeat(length / 5).trim()
const keys = [1, 2, 3, 4, 5, 6, 7, 8]
const ASKED_WHERE = '      - { key: 4, text: { en: "Or 4 to leave a message." }, next: message }\n    otherwise: bye'
/** What is said after the talk is more than a carrier takes on a live line at once. */
const longMenu = menu.replace(ASKED_WHERE, `${ASKED_WHERE}\n    after: how`).concat(`  how:
    do: menu
    text: { en: "${words(590)}" }
    choices:
${keys.map((key) => `      - { key: ${key}, text: { en: "${words(500)}" }, next: bye }`).join('\n')}
    tries: 1
    otherwise: bye
`)

let desk: PhoneDesk
beforeAll(async () => {
  desk = await openPhoneDesk({ flowFiles: { 'main.flow.yaml': longMenu } })
})
afterAll(() => desk?.close())

it('a long menu after the talk is asked for by the line itself', async () => {
  const ida = await desk.afresh()
  const { caller, callId } = await desk.talk(ida)
  await desk.calls.hangUp(ida, desk.command(callId))
  await desk.carrier.settled()
  expect(caller.conference).toBeNull()
  expect(JSON.stringify(caller.documents.at(-1))).toContain(words(590))
  await desk.carrier.key(caller, '3')
  await desk.inPhase(callId, 'wrap-up')
  expect(caller.state).toBe('completed')
})
