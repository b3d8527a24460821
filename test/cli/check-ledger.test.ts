import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CaseChange, type CaseState, checkCases, foldCase, startCase } from '../../server/cases/index.ts'
import { checkLedger } from '../../server/platform/check-ledger.ts'
import { openDatabase } from '../../server/platform/db/connect.ts'
import type { Ledger } from '../../server/platform/ledger.ts'
import { createLog } from '../../server/platform/log.ts'
import { openRealDesk } from '../access/real-desk.ts'
import { npmCommand } from '../setup/npm-command.ts'
import { openTestPlatform, type TestPlatform } from '../setup/platform.ts'

const check = (dataDir: string) => npmCommand('check-ledger', [], { env: { DATA_DIR: dataDir, SANDBOX: 'off', PORT: '0', SMTP_PORT: '0' } })

describe('npm run ledger:check', () => {
  it('needs a stopped desk, finds nothing wrong in it, and names an edited entry of an audit', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-check-'))
    expect(await check(dataDir)).toMatchObject({ code: 2, err: expect.stringContaining('There is no desk in') })

    const desk = await openRealDesk({ dataDir })
    const { agent, admin } = desk.people
    expect((await desk.call('post', `/staff/${agent.id}/role`, { token: admin.token, body: { role: 'supervisor' } })).status).toBe(200)
    expect(await check(dataDir)).toMatchObject({ code: 2, err: expect.stringContaining('The desk is running') })
    await desk.app.stop()
    expect(await check(dataDir)).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+ entries in \d+ streams: no difference\.\n$/) })

    const { connection, close } = await openDatabase({ dataDir, log: createLog({ level: 'silent', secrets: [] }) })
    const stream = `user:${agent.id}`
    const edited = await connection.collection('entries').findOne({ stream, seq: 1 })
    await connection.collection('entries').updateOne({ stream, seq: 1 }, { $set: { by: 'system:somebody' } })
    await close()
    const found = await check(dataDir)
    expect(found).toMatchObject({ code: 1, err: '' })
    expect(found.out).toContain(`${stream}: entry 1 (${edited?._id}) is not what it was`)
    expect(found.out).toContain(': 1 differences.')
    rmSync(dataDir, { recursive: true, force: true })
  })
})

describe('what the check finds', () => {
  let desk: TestPlatform
  let cases: Ledger<CaseState, CaseChange>
  const report = async (): Promise<string[]> =>
    (await checkLedger({ connection: desk.platform.connection, kinds: desk.platform.ledgers.kinds }, [checkCases()])).differences
  const collection = (name: string) => desk.platform.connection.collection<{ _id: string }>(name)
  const say = (id: string, key: string, change: CaseChange) => cases.settle(id, key, 'system:test', () => change)
  const open = (id: string) => say(id, 'open', { type: 'case.opened', number: 1, queueId: 'q', customerId: 'k', kind: 'question' })
  const file = (id: string, messageId: string, key = `m:${messageId}`) =>
    say(id, key, {
      type: 'case.message-filed',
      messageId,
      direction: 'in',
      channel: 'api',
      interactionId: 'i',
      customerId: 'k',
      receivedAt: new Date().toISOString(),
      isAutomatic: false,
    })

  beforeEach(async () => {
    desk = await openTestPlatform()
    cases = desk.platform.ledgers.open({ kind: 'case', collection: 'cases', start: startCase, fold: foldCase })
    await open('a')
    await open('b')
    await file('a', '1')
    await file('b', '2')
    expect(await report()).toEqual([])
  })
  afterEach(() => desk.close())

  it('a projection that was changed by hand, with the field and both values', async () => {
    await collection('cases').updateOne({ _id: 'a' }, { $set: { priority: 'urgent' } })
    expect(await report()).toEqual(['case:a: cases is not the fold of its 2 entries: priority is "urgent", should be "normal".'])
  })

  it('a projection that is missing, behind, or of no stream', async () => {
    await collection('cases').deleteOne({ _id: 'a' })
    await collection('cases').updateOne({ _id: 'b' }, { $set: { seq: 1 } })
    await collection('cases').insertOne({ _id: 'c' })
    expect(await report()).toEqual([
      'case:a: cases has no document for 2 entries; left so by a crash, it is mended when the desk starts.',
      'case:b: cases is behind at entry 1 of 2; left so by a crash, it is mended when the desk starts.',
      'case:c: cases has a document, but there are no entries.',
    ])
  })

  it('a missing entry, in the middle and at the end', async () => {
    await file('a', '3')
    await collection('entries').deleteOne({ _id: 'case:a/m:1' })
    expect(await report()).toContain('case:a: entry 2 is missing; after 1 comes 3.')
    await collection('entries').deleteOne({ _id: 'case:b/m:2' })
    expect((await report()).join()).toMatch(/case:b: cases is not the fold of its 1 entries: .*seq is 2, should be 1/)
  })

  it('an entry that cannot be folded, and a kind that nobody knows', async () => {
    await collection('entries').updateOne({ _id: 'case:a/m:1' }, { $set: { 'change.type': 'case.vanished' } } as never)
    await collection('entries').insertOne({
      _id: 'ghost:1/x',
      stream: 'ghost:1',
      seq: 1,
      at: new Date(),
      by: 'x',
      change: { type: 'x' },
    } as never)
    const found = await report()
    expect(found).toContain('case:a: entry 2 cannot be folded: unknown change case.vanished.')
    expect(found).toContain('1 streams are of a kind this version does not know: ghost.')
  })

  it('a message in two cases, or under a key that is not its own', async () => {
    await file('b', '1')
    await file('a', '5', 'm:6')
    expect(await report()).toEqual([
      'case:a: entry 3 files message 5 under another key, case:a/m:6.',
      'Message 1 is filed 2 times: in case:a, case:b.',
    ])
  })

  it('a merge that only one side tells of', async () => {
    await say('b', 'x.m', { type: 'case.merged', into: 'a', mergeId: 'x' })
    expect(await report()).toEqual(['case:b is merged into case:a, which does not hold it.'])
    await say('a', 'x.r', { type: 'case.absorbs', from: 'b', mergeId: 'x' })
    expect(await report()).toEqual([])
    await say('a', 'x.e', { type: 'case.absorbed', from: 'b', mergeId: 'x' })
    expect(await report()).toEqual([])
    await say('b', 'x.u', { type: 'case.unmerged', from: 'a', mergeId: 'x' })
    expect(await report()).toEqual(['case:a holds case:b as merged into it, which does not say so itself.'])
  })

  it('a move that only one side tells of, and a message that stands in two cases by it', async () => {
    const rest = { interactions: [], lastMessageId: '', lastMessageAt: null, lastDirection: null, isAwaitingReply: false }
    const firstAt = new Date().toISOString()
    const messages = [{ messageId: '1', filedIn: 'a', interactionId: 'i', customerId: 'k' }]
    const out = {
      type: 'case.moved-out',
      splitId: 's',
      to: 'b',
      messages,
      firstAt,
      lead: null,
      others: [],
      goesOn: [],
      opens: null,
      rest,
    } as const
    await say('a', 's.o', { ...out, others: [], goesOn: [], messages })
    expect(await report()).toEqual([])
    await desk.advance(11 * 60_000)
    await file('b', '7')
    expect(await report()).toEqual([
      'case:a gave message 1 to case:b, which never took it.',
      'Message 1 stands in no case since it was moved.',
    ])
    await say('b', 's.i', { type: 'case.moved-in', splitId: 's', from: [{ caseId: 'a', messages }], firstAt, goesOn: [], rest })
    expect(await report()).toEqual([])
    await say('a', 's.b', { type: 'case.taken-back', splitId: 's', from: 'b', messages, rest })
    await desk.advance(11 * 60_000)
    await file('b', '8')
    expect(await report()).toEqual([
      'case:b took message 1 from case:a, which never gave it.',
      'Message 1 stands in case:a and case:b since it was moved.',
    ])
  })

  it('a merge without an outcome, and a circle', async () => {
    await say('a', 'x.r', { type: 'case.absorbs', from: 'b', mergeId: 'x' })
    expect(await report()).toEqual([])
    await desk.advance(11 * 60_000)
    await file('b', '7')
    expect((await report()).join()).toMatch(/^case:a has been taking in case:b since .* without an outcome\.$/)
    await say('b', 'x.m', { type: 'case.merged', into: 'a', mergeId: 'x' })
    await say('a', 'x.e', { type: 'case.absorbed', from: 'b', mergeId: 'x' })
    await say('b', 'y.e', { type: 'case.absorbed', from: 'a', mergeId: 'y' })
    await say('a', 'y.m', { type: 'case.merged', into: 'b', mergeId: 'y' })
    expect(await report()).toContain('case:a is merged in a circle: a → b → a.')
  })

  it('leaves the ledger as it was', async () => {
    const before = await collection('entries').find({}).toArray()
    await report()
    expect(await collection('entries').find({}).toArray()).toEqual(before)
  })
})
