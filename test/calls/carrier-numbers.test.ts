import { afterAll, beforeAll, expect, it } from 'vitest'
import { memoryCarrier } from '../setup/memory-carrier.ts'
import { by, commandId, OUR_NUMBER, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

const spare = { number: '+12025550123', label: 'Workshop' }
const ours = { number: OUR_NUMBER, label: 'Larkfield Cycles' }
let desk: PhoneDesk
beforeAll(async () => {
  desk = await openPhoneDesk({ carrier: memoryCarrier({ now: Date.now, numbers: [spare, ours] }) })
})
afterAll(() => desk?.close())

const offered = () => desk.calls.listCarrierNumbers(by)

it('offers the numbers of the carrier’s account that are not ours yet, and one that was removed again', async () => {
  expect(await offered()).toEqual([spare])
  const { id } = await desk.calls.numbers.add(by, {
    ...spare,
    flow: '',
    queueId: null,
    isRecorded: false,
    commandId: commandId(),
  })
  expect(await offered()).toEqual([])
  await desk.calls.numbers.edit(by, { numberId: id, isActive: false, commandId: commandId() })
  expect(await offered()).toEqual([spare])
})

it('offers them to admins, and says when the carrier does not answer', async () => {
  await expect(desk.calls.listCarrierNumbers(await desk.addAgent('Ida', 'supervisor'))).rejects.toMatchObject({ kind: 'forbidden' })
  desk.carrier.setDown(true)
  await expect(offered()).rejects.toMatchObject({ kind: 'unavailable' })
})
