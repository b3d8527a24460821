import { afterAll, beforeAll, expect, it } from 'vitest'
import type { StaffActor } from '../../server/staff/index.ts'
import { menu } from './menu.ts'
import { by, commandId, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

let desk: PhoneDesk
let ada: StaffActor
beforeAll(async () => {
  desk = await openPhoneDesk()
  ada = await desk.addAgent('Ada', 'admin')
})
afterAll(() => desk?.close())

const text = menu.replace('    queue: Returns\n    announce', '    queue: Returns\n    skills: { german: 1, wheels: 2 }\n    announce')
const line = text.split('\n').findIndex((one) => one.includes('german')) + 1
const missing = (skill: string) => expect.objectContaining({ file: 'main.flow.yaml', line, level: 'warning', reason: unknown(skill) })
const unknown = (skill: string) => `Nobody has the skill “${skill}”, and no queue asks for it.`
const reasons = (faults: readonly { reason: string }[]): string[] => faults.map((one) => one.reason).filter((one) => one.includes('skill'))

it('warns whoever writes a menu, and whoever looks at the one that runs, of skills that nobody has', async () => {
  const check = async () => (await desk.calls.checkFlow(ada, { name: 'main', text })).faults
  expect(await check()).toEqual(expect.arrayContaining([missing('german'), missing('wheels')]))
  // It is published all the same: they may come tomorrow.
  await desk.calls.publishFlow(ada, { name: 'main', text, note: '', over: 0, commandId: commandId() })
  const running = () => reasons(desk.calls.listFlows(ada).find((one) => one.name === 'main')?.faults ?? [])
  expect(running()).toEqual([unknown('german'), unknown('wheels')])

  const ida = await desk.addAgent('Ida')
  await desk.staff.editMember(by, { userId: ida.id, skills: { german: 3 }, commandId: commandId() })
  await desk.queues.editQueue(by, { queueId: desk.returnsId, requiredSkills: { wheels: 1 }, commandId: commandId() })
  expect(running()).toEqual([])
  expect(reasons(await check())).toEqual([])

  await desk.staff.disableUser(by, { userId: ida.id, commandId: commandId() })
  expect(running()).toEqual([unknown('german')])
})
