import { afterEach, expect, it } from 'vitest'
import { AppError } from '../../server/platform/errors.ts'
import { openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

const CHRISTMAS_EVE = Date.parse('2026-12-24T10:30:00Z')
const hours = (open: string): string => `hours:
  office:
    title: The office
    zone: Europe/Berlin
    open: { mon-fri: [13:00-18:00, ${open}] }
    holidays: { 12-24: { name: Christmas Eve, open: 09:00-11:00 }, 2026-05-01: Labour Day }
`
let desk: PhoneDesk
const openWith = async (file: string): Promise<void> => {
  const ahead = CHRISTMAS_EVE - Date.now()
  desk = await openPhoneDesk({ flowFiles: { 'hours.yaml': file }, clock: { now: () => Date.now() + ahead } })
}
afterEach(() => desk?.close())

it('opening hours are shown to supervisors as they are now, with the holidays to come, and to no agent', async () => {
  await openWith(hours('09:00-12:30'))
  const whole = ['09:00-12:30', '13:00-18:00']
  expect(desk.calls.listHours(await desk.addAgent('Vera', 'supervisor'))).toEqual({
    items: [
      {
        name: 'office',
        title: 'The office',
        zone: 'Europe/Berlin',
        isOpen: false,
        opensAt: '2026-12-25T08:00:00.000Z',
        week: [[], whole, whole, whole, whole, whole, []],
        holidays: [{ date: '2026-12-24', name: 'Christmas Eve', open: ['09:00-11:00'] }],
      },
    ],
    nextCursor: null,
    faults: [],
  })
  const ida = await desk.addAgent('Ida')
  expect(() => desk.calls.listHours(ida)).toThrow(AppError)
})

it('a file with a fault gives no hours, and says where the fault is', async () => {
  await openWith(hours('19:00-08:00'))
  expect(desk.calls.listHours(await desk.addAgent('Vera', 'supervisor'))).toMatchObject({
    items: [],
    faults: [{ file: 'hours.yaml', line: 5, level: 'error' }],
  })
})
