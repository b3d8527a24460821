import { afterEach, describe, expect, it } from 'vitest'
import type { WrittenHours } from '../../server/calls/flows/wire.ts'
import { checkLedger } from '../../server/platform/check-ledger.ts'
import { AppError } from '../../server/platform/errors.ts'
import type { StaffActor } from '../../server/staff/index.ts'
import { commandId, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

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
        holidays: [
          { date: '12-24', name: 'Christmas Eve', open: ['09:00-11:00'] },
          { date: '2026-05-01', name: 'Labour Day', open: [] },
        ],
        comingHolidays: [{ date: '2026-12-24', name: 'Christmas Eve', open: ['09:00-11:00'] }],
        version: 0,
        set: null,
        isInFile: true,
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

/** Asks whether the office is open, and says so. */
const asks = `
title: Main menu
languages: { en: en-GB }
zone: Europe/Berlin
steps:
  main: { do: branch, when: [{ closed: office, next: closed }], otherwise: open }
  closed: { do: say, text: { en: We are closed. }, next: more }
  open: { do: say, text: { en: We are open. }, next: more }
  more: { do: menu, text: { en: More? }, choices: [{ key: 1, text: { en: No. }, next: end }], otherwise: end }
  end: { do: hang-up }
`
const ALL_DAY = ['00:00-24:00']
const NEVER: string[][] = Array.from({ length: 7 }, () => [])
const written = (change: Partial<WrittenHours> = {}): WrittenHours => ({
  title: 'The office',
  zone: 'Europe/Berlin',
  week: NEVER,
  holidays: [],
  ...change,
})

describe('hours that are set in the console', () => {
  let ada: StaffActor
  const open = async (options: Parameters<typeof openPhoneDesk>[0] = {}): Promise<void> => {
    const ahead = CHRISTMAS_EVE - Date.now()
    const flowFiles = { 'hours.yaml': hours('09:00-12:30'), 'main.flow.yaml': asks }
    desk = await openPhoneDesk({ flowFiles, clock: { now: () => Date.now() + ahead }, ...options })
    ada = await desk.addAgent('Ada', 'admin')
  }
  const set = (change: Partial<WrittenHours>, over: number, name = 'office', actor = ada) =>
    desk.calls.setHours(actor, { name, ...written(change), over, commandId: commandId() })
  const add = (name: string, change: Partial<WrittenHours> = {}) =>
    desk.calls.addHours(ada, { name, ...written(change), commandId: commandId() })
  const drop = (name: string, over: number) => desk.calls.dropHours(ada, { name, over, commandId: commandId() })
  const ofOffice = () => desk.calls.listHours(ada).items.find(({ name }) => name === 'office')
  const heard = async (from: string): Promise<string> => (await desk.ring(from)).heard.join(' ')

  it('count at once, go before the file, outlive a restart, and are given back', async () => {
    await open()
    expect(await heard('+12025550161')).toContain('We are closed.')
    await set({ holidays: [{ date: '12-24', name: 'Open house', open: ALL_DAY }] }, 0)
    expect(await heard('+12025550162')).toContain('We are open.')
    expect(ofOffice()).toMatchObject({
      isOpen: true,
      holidays: [{ date: '12-24', name: 'Open house', open: ALL_DAY }],
      version: 1,
      set: { by: ada.id },
      isInFile: true,
    })
    const { dataDir, carrier } = desk
    await desk.close()
    await open({ dataDir, carrier })
    expect(ofOffice()).toMatchObject({ version: 1, isOpen: true })
    expect(await heard('+12025550163')).toContain('We are open.')
    await drop('office', 1)
    expect(await heard('+12025550164')).toContain('We are closed.')
    expect(ofOffice()).toMatchObject({ version: 2, set: null, holidays: [{ name: 'Christmas Eve' }, { name: 'Labour Day' }] })
    const { connection, ledgers } = desk.platform
    expect((await checkLedger({ connection, kinds: ledgers.kinds })).differences).toEqual([])
  })

  it('are set by whoever looked at what counts now; the other is told so, and nothing is lost by saying it twice', async () => {
    await open()
    const command = { name: 'office', ...written({ title: 'First' }), over: 0, commandId: commandId() }
    await desk.calls.setHours(ada, command)
    await desk.calls.setHours(ada, command)
    expect(ofOffice()).toMatchObject({ title: 'First', version: 1 })
    await expect(set({ title: 'Second' }, 0)).rejects.toMatchObject({ code: 'hours-changed', kind: 'conflict' })
    await expect(drop('office', 0)).rejects.toMatchObject({ code: 'hours-changed', kind: 'conflict' })
    await set({ title: 'Second' }, 1)
    expect(ofOffice()).toMatchObject({ title: 'Second', version: 2 })
  })

  it('are added under a name that menus ask for, and gone again while none does', async () => {
    await open({ flowFiles: {} })
    await add('office', { week: NEVER.map(() => ALL_DAY) })
    await desk.calls.publishFlow(ada, { name: 'main', text: asks, note: '', over: 0, commandId: commandId() })
    expect(await heard('+12025550161')).toContain('We are open.')
    expect(ofOffice()).toMatchObject({ isInFile: false, version: 1 })
    await expect(drop('office', 1)).rejects.toMatchObject({
      code: 'hours-in-use',
      message: expect.stringContaining('main.flow.yaml, line 6'),
    })
    await add('garage')
    await drop('garage', 1)
    expect(desk.calls.listHours(ada).items.map(({ name }) => name)).toEqual(['office'])
    await add('garage')
    expect(desk.calls.listHours(ada).items.map(({ name, version }) => `${name} ${version}`)).toEqual(['office 1', 'garage 3'])
  })

  it('make good a menu that asked for hours nobody knew', async () => {
    await open({ flowFiles: { 'main.flow.yaml': asks } })
    expect(desk.calls.flows.current()).toBeNull()
    await add('office')
    expect(desk.calls.flows.current()).not.toBeNull()
  })

  it('are refused to others, under other names, for places that are not there, and twice', async () => {
    await open()
    await expect(add('office')).rejects.toMatchObject({ code: 'hours-exist' })
    await expect(add('Office hours')).rejects.toMatchObject({ code: 'hours-name' })
    await add('constructor')
    await expect(set({}, 0, 'nobody')).rejects.toMatchObject({ kind: 'not-found' })
    await expect(drop('office', 0)).rejects.toMatchObject({ kind: 'not-found' })
    await expect(set({ zone: 'Europe/Atlantis' }, 0)).rejects.toMatchObject({ code: 'no-such-zone', details: [{ path: 'zone' }] })
    const vera = await desk.addAgent('Vera', 'supervisor')
    await expect(set({}, 0, 'office', vera)).rejects.toMatchObject({ kind: 'forbidden' })
  })
})
