import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createConsoleHours } from '../../server/calls/flows/console-hours.ts'
import { createFlows } from '../../server/calls/flows/flows.ts'
import { createPublished } from '../../server/calls/flows/published.ts'
import { createNumbers } from '../../server/calls/phone/numbers.ts'
import { createSettings } from '../../server/calls/phone/settings.ts'
import { createBus } from '../../server/platform/bus.ts'
import { checkLedger } from '../../server/platform/check-ledger.ts'
import { createLedgers } from '../../server/platform/ledger.ts'
import { createLog } from '../../server/platform/log.ts'
import type { StaffActor } from '../../server/staff/index.ts'
import { menu } from './menu.ts'
import { by, commandId, OUR_NUMBER, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

const said = (line: { heard: string[] }): string => line.heard.join(' ')
const asking = (words: string): string => menu.replace('What is it about?', words)
const returns = `
title: Returns wait
flow: main
given: { now: 2026-11-25T10:00:00Z }
call:
  - hears: What is it about?
  - keys: 1
  - keys: 1
  - waits-for: Returns
`

let desk: PhoneDesk
let ada: StaffActor
const open = async (options: Parameters<typeof openPhoneDesk>[0] = {}): Promise<void> => {
  desk = await openPhoneDesk({ ...options, flowFiles: { 'scenarios/returns.yaml': returns, ...options.flowFiles } })
  ada = await desk.addAgent('Ada', 'admin')
}
const publish = (text: string, over: number, actor = ada, note = '') =>
  desk.calls.publishFlow(actor, { name: 'main', text, note, over, commandId: commandId() })
const restore = (version: number, over: number) =>
  desk.calls.restoreFlow(ada, { name: 'main', version, note: '', over, commandId: commandId() })
const firstWords = async (from: string): Promise<string> => said(await desk.ring(from))
const ofMenu = (name: string) => desk.calls.listFlows(ada).find((one) => one.name === name)

afterEach(() => desk?.close())

describe('a published version', () => {
  beforeEach(() => open())

  it('is what new calls begin with; who called before keeps theirs, and the file is left alone', async () => {
    const before = await desk.ring('+12025550161')
    await publish(asking('How can we help?').replace('Goodbye.', 'Take care.'), 0, ada, 'Kinder words')
    expect(await firstWords('+12025550162')).toContain('How can we help?')
    await desk.carrier.key(before, '3')
    expect(said(before)).toContain('Goodbye.')
    expect(await desk.calls.getFlowText(ada, 'main')).toMatchObject({
      running: { version: 1, published: { by: ada.id, note: 'Kinder words', isFile: false } },
      file: { text: menu, isChanged: false },
    })
  })

  it('stands in the list with who, when and why, beside what it changed, and can be published again', async () => {
    await publish(asking('One?'), 0, ada, 'First')
    await publish(asking('Two?'), 1, ada, 'Second')
    await restore(1, 2)
    expect(await firstWords('+12025550162')).toContain('One?')
    await restore(0, 3)
    expect(await firstWords('+12025550163')).toContain('What is it about?')
    const all = await desk.calls.listFlowVersions(ada, 'main')
    expect(all.map(({ version, note, restores, isFile, isRunning }) => [version, note, restores, isFile, isRunning])).toEqual([
      [4, '', 0, true, true],
      [3, '', 1, false, false],
      [2, 'Second', null, false, false],
      [1, 'First', null, false, false],
      [0, '', null, true, false],
    ])
    expect(all[3]).toMatchObject({ by: ada.id, at: expect.stringMatching(/^\d{4}-/) })
    const read = (version: string) => desk.calls.getFlowVersion(ada, { name: 'main', version })
    expect(await read('1')).toEqual({ version: 1, text: asking('One?'), before: { version: 0, text: menu } })
    expect(await read('2')).toEqual({ version: 2, text: asking('Two?'), before: { version: 1, text: asking('One?') } })
    expect(await read('4')).toEqual({ version: 4, text: menu, before: { version: 3, text: asking('One?') } })
    expect(await read('0')).toEqual({ version: 0, text: menu, before: null })
    for (const missing of ['5', '-1', '1e0', 'constructor']) await expect(read(missing)).rejects.toMatchObject({ kind: 'not-found' })
    await expect(restore(9, 4)).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('is an audit: chained, and folded alike from the beginning', async () => {
    await publish(asking('One?'), 0)
    await publish(asking('Two?'), 1)
    const { connection, ledgers } = desk.platform
    expect((await checkLedger({ connection, kinds: ledgers.kinds })).differences).toEqual([])
    const entries = await connection.collection('entries').find({ stream: 'flow:main' }).sort({ seq: 1 }).toArray()
    expect(entries.map(({ prev }) => typeof prev)).toEqual(['string', 'string'])
    expect(JSON.stringify(entries)).not.toContain('One?')
  })

  it('is not made of a text with faults, and each is named at its place', async () => {
    const broken = menu.replace('next: consent }', 'next: nowhere }')
    const refused = publish(broken, 0)
    await expect(refused).rejects.toMatchObject({ code: 'flow-faults', kind: 'invalid' })
    await expect(refused).rejects.toThrow(/main\.flow\.yaml, line 10: There is no step nowhere/)
    await expect(publish(menu.replace('queue: Returns', 'queue: Nobody'), 0)).rejects.toThrow(/There is no queue “Nobody”/)
    await expect(publish('steps: [', 0)).rejects.toMatchObject({ code: 'flow-faults' })
    await expect(publish(menu, 0)).rejects.toMatchObject({ code: 'flow-same' })
    expect(await desk.calls.listFlowVersions(ada, 'main')).toHaveLength(1)
    expect(await firstWords('+12025550162')).toContain('What is it about?')
  })

  it('never replaces one that came between, and the same command is the same version', async () => {
    const otto = await desk.addAgent('Otto', 'admin')
    await publish(asking('Ada asks?'), 0)
    await expect(publish(asking('Otto asks?'), 0, otto)).rejects.toMatchObject({ code: 'flow-changed', kind: 'conflict' })
    await expect(restore(0, 0)).rejects.toMatchObject({ code: 'flow-changed' })
    const command = { name: 'main', text: asking('Otto asks?'), note: '', over: 1, commandId: commandId() }
    await desk.calls.publishFlow(otto, command)
    await desk.calls.publishFlow(otto, command)
    expect(await desk.calls.listFlowVersions(ada, 'main')).toHaveLength(3)
    const both = [asking('A?'), asking('B?')].map((text) => publish(text, 2))
    expect((await Promise.allSettled(both)).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('is made by admins; supervisors read, agents see nothing', async () => {
    const vera = await desk.addAgent('Vera', 'supervisor')
    const ida = await desk.addAgent('Ida')
    const { calls } = desk
    await expect(publish(asking('Mine?'), 0, vera)).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(calls.saveDraft(vera, { name: 'main', text: '', v: 0, over: 0 })).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(calls.checkFlow(vera, { name: 'main', text: '' })).rejects.toMatchObject({ kind: 'forbidden' })
    expect((await calls.getFlowText(vera, 'main')).running.text).toBe(menu)
    expect(await calls.listFlowVersions(vera, 'main')).toHaveLength(1)
    for (const read of [calls.getFlowText(ida, 'main'), calls.listFlowVersions(ida, 'main')])
      await expect(read).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(calls.getFlowText(ada, 'constructor')).rejects.toMatchObject({ kind: 'not-found' })
  })
})

describe('a draft', () => {
  beforeEach(() => open())
  const save = (actor: StaffActor, text: string, v: number) => desk.calls.saveDraft(actor, { name: 'main', text, v, over: 0 })

  it('is everybody’s own, and two windows of one person do not undo each other', async () => {
    const otto = await desk.addAgent('Otto', 'admin')
    const { v: one } = await save(ada, 'one', 0)
    await save(otto, 'other', 0)
    await expect(save(ada, 'from a second window', 0)).rejects.toMatchObject({ code: 'draft-changed', kind: 'conflict' })
    const two = await save(ada, 'two', one)
    expect(two.v).toBeGreaterThan(one)
    // An answer that was lost: the same words again are no conflict.
    expect(await save(ada, 'two', one)).toEqual(two)
    expect(await desk.calls.getFlowText(ada, 'main')).toMatchObject({ draft: two, others: [{ by: otto.id }] })
    await desk.calls.dropDraft(ada, 'main')
    expect((await desk.calls.getFlowText(ada, 'main')).draft).toBeNull()
    // The other window does not know that it was thrown away: its words are kept all the same.
    expect(await save(ada, 'three', two.v)).toMatchObject({ text: 'three' })
    expect((await desk.calls.getFlowText(otto, 'main')).draft).toMatchObject({ text: 'other' })
  })

  it('is gone once it is published, unless it says something else by then', async () => {
    await save(ada, asking('One?'), 0)
    await publish(asking('One?'), 0)
    expect((await desk.calls.getFlowText(ada, 'main')).draft).toBeNull()
    await save(ada, asking('Three?'), 0)
    await publish(asking('Two?'), 1)
    expect((await desk.calls.getFlowText(ada, 'main')).draft).toMatchObject({ text: asking('Three?') })
  })

  it('is checked as a whole: faults at their place, the graph, and scenarios that come out otherwise', async () => {
    const check = (text: string) => desk.calls.checkFlow(ada, { name: 'main', text })
    const fine = await check(menu)
    expect(fine.scenarios).toEqual({ played: 1, changed: [] })
    expect(fine.faults.filter(({ level }) => level === 'error')).toEqual([])
    expect(fine.graph?.nodes.map(({ id }) => id)).toContain('consent')

    const other = await check(asking('How can we help?'))
    expect(other.scenarios.changed).toMatchObject([
      {
        name: 'scenarios/returns.yaml',
        title: 'Returns wait',
        was: null,
        is: { line: 6, reason: expect.stringContaining('Not heard: What is it about?') },
      },
    ])
    const broken = await check(menu.replace('next: consent }', 'next: nowhere }'))
    expect(broken).toMatchObject({ graph: null, scenarios: { played: 0 } })
    expect(broken.faults).toContainEqual(
      expect.objectContaining({ file: 'main.flow.yaml', line: 10, column: expect.any(Number), level: 'error' }),
    )
  })
})

describe('a draft that is tried', () => {
  beforeEach(() => open())
  const attempt = (from: string, text = asking('Tried?')) => desk.calls.tryFlow(ada, { name: 'main', text, from })

  it('is what one call from one number begins with, and keeps; nobody else hears it, and it counts nowhere', async () => {
    const { number, until } = await attempt('+12025550171', asking('Tried?').replace('Goodbye.', 'Tried to the end.'))
    expect(number).toBe(OUR_NUMBER)
    expect(Date.parse(until)).toBeGreaterThan(desk.platform.clock.now())
    expect(await firstWords('+12025550172')).toContain('What is it about?')
    const tried = await desk.ring('+12025550171')
    expect(said(tried)).toContain('Tried?')
    await publish(asking('Published?'), 0)
    await desk.carrier.key(tried, '3')
    expect(said(tried)).toContain('Tried to the end.')
    expect(await firstWords('+12025550171')).toContain('Published?')
    await desk.carrier.settled()
    expect((await desk.calls.getFlow(ada, { name: 'main', days: 1 })).calls).toBe(2)
  })

  it('is over after a quarter of an hour, and must be able to run', async () => {
    await attempt('+12025550171')
    await desk.advance(16 * 60_000)
    expect(await firstWords('+12025550171')).toContain('What is it about?')
    await expect(attempt('+12025550171', 'steps: [')).rejects.toMatchObject({ code: 'flow-faults' })
    const { id: numberId } = desk.calls.numbers.byNumber(OUR_NUMBER) ?? { id: '' }
    await desk.calls.numbers.edit(by, { numberId, flow: '', commandId: commandId() })
    await expect(attempt('+12025550171')).rejects.toMatchObject({ code: 'no-number', kind: 'conflict' })
  })
})

describe('an upgrade', () => {
  it('of the file leaves the published version running, and says what changed', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-upgrade-'))
    await open({ dataDir })
    await publish(asking('Ours?'), 0)
    expect(ofMenu('main')).toMatchObject({ published: { version: 1, by: ada.id, isFile: false }, isFileChanged: false })
    await desk.close()

    await open({ dataDir, flowFiles: { 'main.flow.yaml': asking('Shipped anew?') } })
    expect(await firstWords('+12025550162')).toContain('Ours?')
    expect(ofMenu('main')).toMatchObject({ published: { version: 1 }, isFileChanged: true })
    expect((await desk.calls.getFlowText(ada, 'main')).file).toEqual({ text: asking('Shipped anew?'), isChanged: true, before: menu })
    await restore(0, 1)
    expect(await firstWords('+12025550163')).toContain('Shipped anew?')
    expect(ofMenu('main')).toMatchObject({ published: { version: 2, isFile: true }, isFileChanged: false })
    await desk.close()

    // Given back to the file, the menu follows it.
    await open({ dataDir, carrier: desk.carrier, flowFiles: { 'main.flow.yaml': asking('And again?') } })
    expect(await firstWords('+12025550164')).toContain('And again?')
    expect((await desk.calls.getFlowText(ada, 'main')).running.text).toBe(asking('And again?'))
  })

  it('that cannot run leaves what ran before, and can be mended in the console', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-upgrade-'))
    await open({ dataDir })
    await desk.close()
    await open({ dataDir, flowFiles: { 'main.flow.yaml': menu.replace('do: menu', 'do: meny') } })
    expect(await firstWords('+12025550162')).toContain('What is it about?')
    expect(ofMenu('main')).toMatchObject({ isLive: true, isBehind: true, faults: [{ line: 7, level: 'error' }] })
    await publish(asking('Mended?'), 0)
    expect(await firstWords('+12025550163')).toContain('Mended?')
    expect(ofMenu('main')).toMatchObject({ isBehind: false })
  })
})

describe('a new menu', () => {
  const create = (given: { name?: string; title?: string; queueId?: string; commandId?: string } = {}, actor = ada) =>
    desk.calls.createFlow(actor, {
      name: 'garage',
      title: 'The garage: "open"?',
      queueId: desk.returnsId,
      commandId: commandId(),
      ...given,
    })
  beforeEach(() => open())

  it('passes its own check, answers once a number leads to it, and is written on like any other', async () => {
    await create()
    expect(ofMenu('garage')).toMatchObject({
      title: 'The garage: "open"?',
      isLive: true,
      numbers: [],
      faults: [],
      published: { version: 1, by: ada.id, note: 'New menu' },
    })
    const { id: numberId } = desk.calls.numbers.byNumber(OUR_NUMBER) ?? { id: '' }
    await desk.calls.numbers.edit(by, { numberId, flow: 'garage', commandId: commandId() })
    expect(await firstWords('+12025550164')).toContain('thank you for calling')
    const { running } = await desk.calls.getFlowText(ada, 'garage')
    const text = running.text.replace('thank you for calling', 'welcome')
    await desk.calls.publishFlow(ada, { name: 'garage', text, note: '', over: 1, commandId: commandId() })
    expect(await firstWords('+12025550165')).toContain('welcome')
    expect(await desk.calls.listFlowVersions(ada, 'garage')).toMatchObject([{ version: 2 }, { version: 1, note: 'New menu' }])
  })

  it('is made once for one command, and never over another one', async () => {
    const once = commandId()
    await create({ commandId: once })
    await create({ commandId: once })
    expect(await desk.calls.listFlowVersions(ada, 'garage')).toHaveLength(1)
    await expect(create()).rejects.toMatchObject({ code: 'flow-exists', kind: 'conflict' })
    await expect(create({ name: 'main' })).rejects.toMatchObject({ code: 'flow-exists' })
    expect(await firstWords('+12025550166')).toContain('What is it about?')
  })

  it('is for admins, and for a queue that there is', async () => {
    const sam = await desk.addAgent('Sam', 'supervisor')
    await expect(create({}, sam)).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(create({ queueId: 'nowhere' })).rejects.toMatchObject({ kind: 'not-found' })
    expect(ofMenu('garage')).toBeUndefined()
  })

  it('is called by small letters, digits and hyphens', async () => {
    for (const name of ['Garage', '1st', 'a b', '../main', 'constructor', 'x'.repeat(41), ''])
      await expect(create({ name }), name).rejects.toMatchObject({ code: 'flow-name', kind: 'invalid' })
  })
})

describe('a desk without menus', () => {
  it('says at its start where it looked, and that callers go straight to a queue', async () => {
    await open()
    const { connection, clock } = desk.platform
    const lines: string[] = []
    const log = createLog({ level: 'warn', secrets: [], to: { write: (line) => void lines.push(line) } })
    const bus = createBus(log)
    const ledgers = createLedgers({ connection, clock, bus })
    const published = createPublished({ connection, ledgers, bus })
    const rest = {
      published,
      consoleHours: createConsoleHours({ connection, ledgers, bus }),
      queues: () => [],
      skills: () => [],
      articles: () => ({}),
    }
    await createFlows({ connection, log }, { folder: desk.flowsDir, ...rest }).load()
    expect(lines).toEqual([])
    await createFlows({ connection, log }, { folder: join(desk.flowsDir, 'nowhere'), ...rest }).load()
    expect(lines.join()).toMatch(/nowhere.*straight to the queue/)
  })
})

describe('another process of the desk', () => {
  it('takes in menus, numbers and rules without being started again', async () => {
    await open()
    const { connection, clock, log } = desk.platform
    const bus = createBus(log)
    const ledgers = createLedgers({ connection, clock, bus })
    const published = createPublished({ connection, ledgers, bus })
    const consoleHours = createConsoleHours({ connection, ledgers, bus })
    const flows = createFlows(
      { connection, log },
      {
        folder: desk.flowsDir,
        published,
        consoleHours,
        queues: () => desk.queues.all().map((one) => one.name),
        skills: () => [],
        articles: () => ({}),
      },
    )
    const numbers = createNumbers({ connection, ledgers, bus }, desk.queues)
    const settings = createSettings({ ledgers, bus }, { isSandbox: true, hasQueue: () => true, hasNumber: () => true })
    await Promise.all([flows.load(), numbers.load(), settings.load()])

    await publish(asking('Everywhere?'), 0)
    const { id: numberId } = desk.calls.numbers.byNumber(OUR_NUMBER) ?? { id: '' }
    await desk.calls.numbers.edit(by, { numberId, label: 'Shop', commandId: commandId() })
    await desk.calls.settings.edit(by, { wrapUpSeconds: 7, commandId: commandId() })
    const week = Array.from({ length: 7 }, () => ['09:00-18:00'])
    await desk.calls.addHours(ada, { name: 'shop', title: 'Shop', zone: 'UTC', week, holidays: [], commandId: commandId() })
    expect(flows.hasHours('shop')).toBe(false)
    expect(flows.current()?.version).not.toBe(desk.calls.flows.current()?.version)

    await Promise.all([flows.refresh(), numbers.refresh(), settings.load()])
    expect(flows.current()?.version).toBe(desk.calls.flows.current()?.version)
    expect(flows.textOf('main')).toBe(asking('Everywhere?'))
    expect(flows.hasHours('shop')).toBe(true)
    expect(numbers.byNumber(OUR_NUMBER)?.label).toBe('Shop')
    expect(settings.now().wrapUpSeconds).toBe(7)
  })
})
