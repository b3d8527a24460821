import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../../server/platform/ids.ts'
import { system } from '../../server/staff/index.ts'
import { openProcesses, type Process } from '../setup/processes.ts'

const desk = system('test')
let store: Awaited<ReturnType<typeof openProcesses>>
let rooms: Process
let teams: string[]

beforeAll(async () => {
  store = await openProcesses()
  rooms = await store.begin()
  const addTeam = async (name: string): Promise<string> => (await rooms.staff.addTeam(desk, { name, commandId: newId() })).id
  teams = [await addTeam('Lawyers'), await addTeam('Board')]
})
afterAll(async () => {
  await rooms?.hub.parts.stop?.()
  await store?.close()
})

const queueFor = async (restrictedTo: string[]): Promise<string> => {
  const { id } = await rooms.queues.addQueue(desk, { name: `Queue ${newId()}`, commandId: newId() })
  await rooms.queues.editQueue(desk, { queueId: id, sources: [id], restrictedTo, commandId: newId() })
  return id
}
const caseIn = async (queueId: string): Promise<string> => {
  const { messageId } = await rooms.hub.intake({
    type: 'message',
    channel: 'test',
    account: queueId,
    externalId: newId(),
    from: { channel: 'email', address: `${newId()}@rivet.example`.toLowerCase(), trust: 'claimed' },
    text: 'Hello',
    threadKeys: [],
    ownThreadKey: `test:${newId()}`,
    receivedBy: [queueId],
  })
  await rooms.hub.settled()
  return (await rooms.hub.getMessage(desk, messageId)).caseId
}
const merge = (caseId: string, otherId: string) => rooms.cases.mergeCases(desk, { caseId, otherId, commandId: newId() })

describe('a merge shows what was said in one case to all who see the other (SECURITY A1)', () => {
  test('so a restricted one goes only where no more people see it', async () => {
    const [lawyers = '', board = ''] = teams
    const [open, legal, secret, both] = await Promise.all([[], [lawyers], [board], [lawyers, board]].map(queueFor))
    const one = (queueId: string | undefined): Promise<string> => caseIn(queueId as string)
    for (const [stays, goes] of [
      [open, legal],
      [secret, legal],
      [both, legal],
      [open, both],
    ]) {
      const [caseId, otherId] = [await one(stays), await one(goes)]
      await expect(merge(caseId, otherId)).rejects.toMatchObject({ code: 'case-restricted', kind: 'conflict' })
      expect((await rooms.cases.getState(desk, caseId)).absorbing).toBeNull()
      expect((await rooms.cases.getState(desk, otherId)).mergedInto).toBeNull()
    }
    for (const [stays, goes] of [
      [legal, open],
      [legal, legal],
      [legal, both],
      [open, open],
    ]) {
      const [caseId, otherId] = [await one(stays), await one(goes)]
      await merge(caseId, otherId)
      expect((await rooms.cases.getState(desk, otherId)).mergedInto).toBe(caseId)
    }
  })

  test('nor does it go along inside another', async () => {
    const [open, legal] = [await queueFor([]), await queueFor(teams.slice(0, 1))]
    const [inside, carrier, stays] = [await caseIn(legal), await caseIn(legal), await caseIn(open)]
    await merge(carrier, inside)
    await rooms.cases.transferCase(desk, { caseId: carrier, queueId: open, note: '', commandId: newId() })
    await expect(merge(stays, carrier)).rejects.toMatchObject({ code: 'case-restricted' })
  })
})
