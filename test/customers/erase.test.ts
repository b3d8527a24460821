import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkCases } from '../../server/cases/index.ts'
import { checkLedger } from '../../server/platform/check-ledger.ts'
import { makeBackup } from '../../server/platform/db/backup/make-backup.ts'
import { restoreBackup } from '../../server/platform/db/backup/restore-backup.ts'
import { askSocket, connectSocket } from '../bench/staff-socket.ts'
import { silent } from '../platform/db/silent.ts'
import { demoFolder } from '../setup/desk.ts'
import { openSandboxDesk, type Persona, type SandboxDesk } from '../setup/sandbox-desk.ts'
import { waitFor } from '../wait-for.ts'

const ADDRESS = 'quillon@pelmet.example'
const NUMBER = '+12025550197'
/** Words that nobody else uses: wherever one of them is left, something was forgotten. */
const CANARIES = ['quillon', 'pelmet', 'zebrawood', 'ambergris', 'marzipan', 'tourmaline', 'ebony', '2025550197']

const dataDir = await demoFolder()
const backup = join(dataDir, 'before.patchbay')
let desk: SandboxDesk
let admin: Persona
let customerId = ''
let caseId = ''
let messageId = ''
let splitCaseId = ''

const inbound = async (externalId: string, text: string): Promise<{ messageId: string; duplicate: boolean }> => {
  const response = await fetch(`${desk.url}/api/v1/inbound`, {
    method: 'POST',
    headers: { authorization: `Bearer ${desk.file.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ externalId, from: { email: ADDRESS, name: 'Quillon Pelmet' }, subject: 'Zebrawood saddle', text }),
  })
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  return (await response.json()) as { messageId: string; duplicate: boolean }
}
/** From the mailbox page of the outside world, which keeps it. */
const mail = (text: string) =>
  fetch(`${desk.url}/sandbox/mailbox/send`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from: ADDRESS, name: 'Quillon', subject: 'Marzipan', text }),
  })
const filed = (id: string) =>
  waitFor(
    async () => {
      const found = await admin.call('get', `/messages/${id}`)
      return found.caseId ? found : undefined
    },
    { timeoutMs: 30_000, what: 'the filed message' },
  )

const findable = (word: string) =>
  waitFor(async () => (await admin.call('get', `/search?q=${word}`)).items.length > 0, {
    timeoutMs: 30_000,
    what: `${word} in the search`,
    everyMs: 250,
  })

/** Every document and file that still holds one of the words: also what stands in for the world outside. */
const leftovers = async (): Promise<string[]> => {
  const { connection } = desk.app.inside.platform
  const found: string[] = []
  const holds = (text: string): string[] => CANARIES.filter((word) => text.toLowerCase().includes(word))
  for (const { name } of await connection.db!.listCollections().toArray()) {
    for await (const one of connection.collection(name).find()) {
      const words = holds(JSON.stringify(one))
      if (words.length > 0) found.push(`${name} ${one._id}: ${words.join(', ')}`)
    }
  }
  const files = join(dataDir, 'files')
  for (const entry of readdirSync(files, { recursive: true }) as string[]) {
    const path = join(files, entry)
    if (statSync(path).isFile() && holds(readFileSync(path, 'latin1')).length > 0) found.push(`file ${entry}`)
  }
  return found
}
const nothingLeft = () =>
  waitFor(
    async () => {
      const found = await leftovers()
      if (found.length > 0) throw new Error(found.join('\n'))
      return true
    },
    { timeoutMs: 60_000, what: 'a store without a word of theirs' },
  )
const checked = async (): Promise<string[]> => {
  const { connection, ledgers } = desk.app.inside.platform
  return (await checkLedger({ connection, kinds: ledgers.kinds }, [checkCases()])).differences
}

beforeAll(async () => {
  desk = await openSandboxDesk({ dataDir })
  admin = await desk.enter('admin')
  messageId = (await inbound('erase-1', 'The ambergris squeaks.')).messageId
  ;({ customerId, caseId } = await filed(messageId))
  expect((await mail('I mean the tourmaline one.')).status).toBe(202)
  const session = (await (
    await fetch(`${desk.url}/widget/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ site: 'larkfield-shop' }),
    })
  ).json()) as { token: string }
  const visitor = await connectSocket(desk.url, '/visitor', session.token)
  await askSocket(visitor, 'send', { clientId: 'erase-chat', text: 'It is me, about the marzipan.', name: 'Quillon Pelmet' })
  await askSocket(visitor, 'leave-address', { email: ADDRESS })
  visitor.disconnect()
  const caller = await desk.phone(NUMBER)
  await caller.say('text', { to: '+12025550100', text: 'The ebony one, I mean.' })
  // Filed before the call ends, which would close a case of its own: so the text and the call are one case.
  await findable('ebony')
  await caller.dial('+12025550100')
  await caller.hears('For English, press 1')
  await caller.hangUp()
  // The same person by four ways, merged into the first.
  const { items } = await waitFor(
    async () => {
      const [byName, byNumber] = [await admin.call('get', '/customers?q=quillon'), await admin.call('get', '/customers?q=2025550197')]
      return byName.items.length >= 2 && byNumber.items.length > 0 ? { items: [...byName.items, ...byNumber.items] } : undefined
    },
    { timeoutMs: 30_000, what: 'the visitor and the caller as customers' },
  )
  for (const one of items.filter((item: { id: string }) => item.id !== customerId))
    await admin.call('post', `/customers/${customerId}/merge`, { otherId: one.id, withOpenCases: false })
  await admin.call('post', `/cases/${caseId}/notes`, { text: 'Quillon sounds cross.', mentions: [] })
  // Part of what they said stands in a case of its own.
  const { timeline } = await admin.call('get', `/screens/case/${caseId}`)
  const said = timeline.filter((one: { type: string }) => one.type === 'message')
  expect(said.length).toBeGreaterThan(1)
  const messageIds = [said.at(-1).message.id]
  const split = await admin.call('post', `/cases/${caseId}/split`, { messageIds, title: 'Quillon again' })
  splitCaseId = split.case.id
  await findable('ambergris')
  await makeBackup({ dataDir, target: backup, backupKey: undefined })
})
afterAll(async () => {
  await desk?.close({ keepsData: true })
  rmSync(dataDir, { recursive: true, force: true })
})

it('gives out everything known of one customer to an admin, and writes it down', async () => {
  const agent = await desk.enter('agent')
  await expect(agent.call('post', `/customers/${customerId}/export`, {})).rejects.toThrow('403')
  await expect(agent.call('post', `/customers/${customerId}/erase`, { confirm: 'erase' })).rejects.toThrow('403')
  const text = JSON.stringify(await admin.call('post', `/customers/${customerId}/export`, {}))
  for (const word of ['quillon@pelmet.example', 'ambergris squeaks', 'tourmaline one', 'about the marzipan', 'sounds cross'])
    expect(text).toContain(word)
  const { items } = await admin.call('get', `/audit?stream=customer-audit:${customerId}`)
  expect(items.find((one: { what: string }) => one.what === 'customer-audit.exported')).toMatchObject({
    by: admin.id,
    facts: { cases: 4, messages: 5 },
  })
})

it('forgets a customer: no word of theirs is left in the store, the search or the files, and the ledger accepts it', async () => {
  expect(await leftovers()).not.toEqual([])
  const erased = await admin.call('post', `/customers/${customerId}/erase`, { confirm: 'erase' })
  expect(erased).toMatchObject({ name: 'Erased customer', identities: [] })
  await nothingLeft()
  expect((await admin.call('get', '/search?q=ambergris')).items).toEqual([])
  await expect(admin.call('get', `/messages/${messageId}`)).rejects.toThrow('404')
  const screen = await admin.call('get', `/screens/case/${caseId}`)
  expect(screen.case).toMatchObject({ status: 'closed', title: 'Erased', customerName: 'Erased customer' })
  expect((await admin.call('get', `/screens/case/${splitCaseId}`)).case).toMatchObject({ status: 'closed', title: 'Erased' })
  expect(screen.timeline.filter((one: { what?: string }) => one.what === 'message.erased').length).toBeGreaterThan(0)
  const { items } = await admin.call('get', `/audit?stream=customer-audit:${customerId}`)
  expect(items.map((one: { what: string }) => one.what)).toContain('customer-audit.erased')
  await expect(admin.call('patch', `/customers/${customerId}`, { name: 'Back' })).rejects.toThrow('409')
  expect(await checked()).toEqual([])
})

it('brings nothing back by a second delivery, and takes whoever writes again for somebody new', async () => {
  expect(await inbound('erase-1', 'The ambergris squeaks.')).toEqual({ messageId, duplicate: true })
  await nothingLeft()
  const again = await filed((await inbound('erase-3', 'Hello, I am new here.')).messageId)
  expect(again.customerId).not.toBe(customerId)
  expect(again.caseId).not.toBe(caseId)
  await admin.call('post', `/customers/${again.customerId}/erase`, { confirm: 'erase' })
  await nothingLeft()
  const third = await filed((await inbound('erase-4', 'And once more.')).messageId)
  expect([customerId, again.customerId]).not.toContain(third.customerId)
})

it('forgets again what an older backup brings back, and lets scripts in by the key they have', async () => {
  const { apiKey } = desk.file
  await desk.close({ keepsData: true })
  await restoreBackup({ dataDir, source: backup, log: silent })
  desk = await openSandboxDesk({ dataDir })
  expect(desk.file.apiKey).toBe(apiKey)
  admin = await desk.enter('admin')
  await nothingLeft()
  expect((await admin.call('get', `/screens/case/${caseId}`)).case).toMatchObject({ status: 'closed', title: 'Erased' })
  expect(await checked()).toEqual([])
})
