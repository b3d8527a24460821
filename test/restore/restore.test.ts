import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createApp } from '../../server/app.ts'
import { examine } from '../../server/cli/doctor/examine.ts'
import { loadConfig } from '../../server/config.ts'
import type { Message } from '../../server/hub/index.ts'
import { makeBackup } from '../../server/platform/db/backup/make-backup.ts'
import { restoreBackup } from '../../server/platform/db/backup/restore-backup.ts'
import { AppError } from '../../server/platform/errors.ts'
import { newId } from '../../server/platform/ids.ts'
import { createLog } from '../../server/platform/log.ts'
import { applyRows, fromSnapshot, rowsOf } from '../../server/platform/wire/live.ts'
import { askDeskToConfirm, createRestore } from '../../server/restore/index.ts'
import { type Role, type StaffActor, system } from '../../server/staff/index.ts'
import { npmCommand } from '../setup/npm-command.ts'
import { openTestPlatform } from '../setup/platform.ts'
import { recordingChannel } from '../setup/recording-channel.ts'
import { composeRooms } from '../setup/rooms.ts'
import { waitFor } from '../wait-for.ts'

const desk = system('test')
const health = async (url: string): Promise<Record<string, unknown>> =>
  ((await (await fetch(`${url}/healthz`)).json()) as { parts: Record<string, unknown> }).parts
const log = createLog({ level: 'silent', secrets: [] })
const folder = mkdtempSync(join(tmpdir(), 'patchbay-restore-'))
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
  rmSync(folder, { recursive: true, force: true })
})

/** A desk with one channel, which is away as long as `isAway` says so. */
const open = async (dataDir: string, isAway = () => false) => {
  const machine = await openTestPlatform({ dataDir })
  closing.push(machine.close)
  const rooms = composeRooms(machine.platform)
  const restore = createRestore(machine.platform)
  const outside = recordingChannel()
  const { send } = outside.channel
  outside.channel.send = (message) => {
    if (isAway()) throw new AppError('away', 'unavailable', 'The channel is away.')
    return send(message)
  }
  rooms.hub.addChannel(outside.channel)
  await machine.start(rooms.staff.parts, rooms.queues.parts, rooms.customers.parts, rooms.cases.parts, restore.parts, rooms.hub.parts)
  const person = async (role: Role): Promise<StaffActor> => {
    const email = `${role}@larkfield.example`
    const there = rooms.staff.userIdByEmail(email)
    const id = there ?? (await rooms.staff.addUser(desk, { name: role, email, role, commandId: role })).id
    return (await rooms.staff.actorOf(id)) as StaffActor
  }
  const take = async (): Promise<Message> => {
    const { messageId } = await rooms.hub.intake({
      type: 'message',
      channel: 'test',
      account: 'shop',
      externalId: newId(),
      from: { channel: 'email', address: 'marta@rivet.example', trust: 'claimed' },
      text: 'Hello',
      threadKeys: ['test:one'],
      ownThreadKey: 'test:one',
      receivedBy: [],
    })
    await rooms.hub.settled()
    return rooms.hub.getMessage(desk, messageId)
  }
  const reply = async (caseId: string, text: string): Promise<Message> =>
    rooms.hub.sendReply(await person('agent'), { caseId, text, attachments: [], status: 'waiting', commandId: newId() })
  const delivery = async ({ id }: Message) => (await rooms.hub.getMessage(desk, id)).delivery
  return { ...machine, ...rooms, restore, sent: outside.sent, person, take, reply, delivery }
}

/** A data folder put back from the backup of a desk that had one answer waiting. */
const restored = async (): Promise<{ dataDir: string; waiting: Message }> => {
  const first = await open(join(folder, 'first'), () => true)
  await first.person('admin')
  const waiting = await first.reply((await first.take()).caseId, 'Written before the backup.')
  await waitFor(
    async () => {
      const { state, attempts } = (await first.delivery(waiting)) ?? {}
      return (state === 'pending' && attempts === 1) || undefined
    },
    { what: 'a first try' },
  )
  const { path } = await makeBackup({ dataDir: join(folder, 'first'), target: join(folder, 'backup') })
  const dataDir = join(folder, 'second')
  await restoreBackup({ dataDir, source: path, log })
  return { dataDir, waiting }
}

describe('a restored desk (SECURITY R6)', () => {
  it('sends nothing by itself until an admin lets it', async () => {
    const { dataDir, waiting } = await restored()
    const second = await open(dataDir)
    const fresh = await second.reply((await second.take()).caseId, 'Written after the restore.')
    await second.advance(3_600_000)
    await second.hub.sweep()
    expect(second.sent).toEqual([])
    for (const one of [waiting, fresh])
      expect(await second.delivery(one)).toMatchObject({
        state: 'pending',
        reason: expect.stringContaining('paused since this desk was restored'),
      })

    const [agent, supervisor, admin] = [await second.person('agent'), await second.person('supervisor'), await second.person('admin')]
    await expect(second.restore.readSending(agent)).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(second.restore.confirm(supervisor)).rejects.toMatchObject({ kind: 'forbidden' })
    expect((await second.restore.readSending(supervisor)).pausedSince).toMatch(/^\d{4}-/)
    expect(second.sent).toEqual([])

    const [topic] = second.restore.parts.topics ?? []
    const before = await topic?.snapshot(supervisor, 'all')
    expect(before).toMatchObject([{ kind: 'restore', v: 0, row: { pausedSince: expect.any(String) } }])
    expect(() => topic?.mayWatch(agent, 'all')).toThrow('Your role')
    let shown = fromSnapshot({ topic: 'restore:all', epoch: '', n: 0, rows: before ?? [] })
    second.platform.bus.onEntry(async (entry, state) => {
      for (const { rows } of (await topic?.changes?.(entry, state)) ?? []) shown = applyRows(shown, rows)
    })

    await second.restore.confirm(admin)
    await second.restore.confirm(admin)
    await waitFor(() => rowsOf(shown, 'restore').length === 0, { what: 'the line leaving the screens' })
    expect(await topic?.snapshot(supervisor, 'all')).toEqual([])
    await second.hub.sweep()
    expect(second.sent.map((one) => one.message.id).sort()).toEqual([waiting.id, fresh.id].sort())
    expect((await second.delivery(waiting))?.reason).toBeUndefined()
    expect(await second.restore.readSending(supervisor)).toEqual({ pausedSince: null })
    const { items } = await second.staff.readAudit(admin, { limit: 50 })
    expect(items.filter(({ what }) => what === 'restore.confirmed').map(({ by }) => by)).toEqual([admin.id])
  })

  it('goes on by a command beside it, and what waited goes out', async () => {
    const { dataDir, waiting } = await restored()
    const second = await open(dataDir)
    expect(await askDeskToConfirm(dataDir)).toBe(true)
    await waitFor(async () => second.sent.length > 0 || undefined, { what: 'the answer going out' })
    expect(second.sent.map((one) => one.message.id)).toEqual([waiting.id])
  })

  it('says so at its start, at its health and to the doctor, until the command was run', { timeout: 60_000 }, async () => {
    const { dataDir } = await restored()
    const env = { HOST: '127.0.0.1', PORT: '0', SMTP_PORT: '0', DATA_DIR: dataDir, SANDBOX: 'off' }
    const doctor = async (): Promise<string[]> => (await examine(env)).filter(({ text }) => /restored/.test(text)).map(({ level }) => level)
    const app = await createApp({ config: loadConfig(env), log, version: '0.0.0', dist: join(dataDir, 'dist') })
    try {
      const { url, notes } = await app.start()
      expect(notes.join()).toMatch(/Sending is paused.*npm run db:confirm/s)
      expect((await health(url)).sending).toMatchObject({ pausedSince: expect.any(String), next: 'npm run db:confirm' })
      expect(await doctor()).toEqual(['warning'])
    } finally {
      await app.stop()
    }
    expect(await npmCommand('confirm-restore', [], { env })).toMatchObject({
      code: 0,
      out: expect.stringContaining('goes on once the desk runs'),
    })
    expect(await doctor()).toEqual([])
  })
})
