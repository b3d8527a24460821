import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { keepFileKey } from '../../server/sandbox/file-key.ts'
import { type StaffActor, system } from '../../server/staff/index.ts'
import { openSignInDesk, type SignInDesk } from '../sign-in/desk.ts'

const DAY_MS = 24 * 3_600_000

describe('the key in the sandbox’s file', () => {
  let desk: SignInDesk
  let admin: StaffActor
  let first = ''
  let file = ''
  let ahead = 0
  const write = (apiKey: unknown): void => writeFileSync(file, JSON.stringify({ apiKey }))
  /** What a desk with this file does when it starts. */
  const start = (given = file): Promise<string> => keepFileKey(desk.signIn, admin, { file: given, now: desk.platform.clock.now() + ahead })
  const idOf = (key: string): string => desk.signIn.authenticateKey(key).id

  beforeAll(async () => {
    desk = await openSignInDesk()
    admin = (await desk.staff.actorOf((await desk.add('Sam', 'admin')).id)) as StaffActor
    file = join(desk.dataDir, 'sandbox.json')
  })
  beforeEach(async () => {
    ahead = 0
    write('')
    first = await start()
    write(first)
  })
  afterAll(() => desk?.close())

  it('stays over a restart, and nothing is written into the audit', async () => {
    const entries = desk.platform.connection.collection('entries')
    const before = await entries.countDocuments()
    expect(await start()).toBe(first)
    expect(await entries.countDocuments()).toBe(before)
  })

  it('is not ended by another desk on the same database, which has one of its own', async () => {
    const other = await start(join(desk.dataDir, 'other', 'sandbox.json'))
    expect(other).not.toBe(first)
    expect(idOf(first)).not.toBe(idOf(other))
  })

  it.each<[string, () => Promise<unknown>]>([
    ['was ended', () => desk.signIn.revokeApiKey(admin, { keyId: idOf(first), commandId: first })],
    ['is over soon', async () => (ahead = 24 * DAY_MS)],
    ['is not of this desk', async () => write(`pbk_${'a'.repeat(24)}_${'a'.repeat(52)}`)],
    ['is somebody’s who made it for something else', async () => write((await desk.signIn.makeApiKey(admin, { name: 'Shop' })).key)],
    ['is no key', async () => write(7)],
  ])('is a new one when the old one %s', async (_what, happen) => {
    await happen()
    const next = await start()
    expect(next).not.toBe(first)
    expect(desk.signIn.authenticateKey(next)).toMatchObject({ name: 'Sandbox file', source: 'sandbox' })
  })

  it('does not use up the keys a desk may have: the oldest left behind end', async () => {
    write('')
    for (let desks = 0; desks < 25; desks++) await start()
    const own = (await desk.signIn.listApiKeys(system('test'))).filter((one) => one.name === 'Sandbox file')
    expect(own).toHaveLength(20)
    expect(() => idOf(first)).toThrow('not good')
  })
})
