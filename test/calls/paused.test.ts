import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { markRestored } from '../../server/platform/db/restored.ts'
import { waitFor } from '../wait-for.ts'
import { commandId, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

let desk: PhoneDesk
afterEach(() => desk?.close())

it('a restored desk calls nobody: callbacks lose no try, dialling is refused in words, and both go on once it is let out', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-paused-'))
  desk = await openPhoneDesk({ dataDir })
  const { carrier } = desk
  const from = '+12025550161'
  const line = await desk.ring(from)
  const { callId } = line
  await carrier.key(line, '5')
  await carrier.key(line, '1')
  await desk.callIs(callId, 'a callback that waits', (one) => one.outcome === 'callback' && one.phase === 'waiting')
  await waitFor(async () => (await desk.works(callId)).length > 0, { what: 'its work' })

  await markRestored(desk.platform.connection)
  await desk.close()
  desk = await openPhoneDesk({ dataDir, carrier })
  // Now, and not only when it next looks at all calls.
  await desk.calls.reconcile()
  await waitFor(async () => (await desk.works(callId)).every((one) => one.state === 'done'), { what: 'work that is not offered' })
  const ada = await desk.addAgent('Ada')
  await expect(desk.calls.startCall(ada, { to: '+12025550177', commandId: commandId() })).rejects.toMatchObject({
    code: 'sending-paused',
    kind: 'conflict',
    message: expect.stringContaining('restored from a backup'),
  })
  await expect(desk.calls.takeCallback(ada, desk.command(callId))).rejects.toMatchObject({ code: 'sending-paused' })
  // Longer than any callback waits, were it not held back.
  await desk.passes(72 * 3_600_000)
  expect((await desk.view(callId)).callback).toMatchObject({ state: 'waiting', attempts: 0 })
  expect(carrier.ringing()).toEqual([])

  await desk.platform.outward.resume()
  await desk.passes(-71 * 3_600_000)
  await desk.calls.reconcile()
  await desk.staff.setPresence(ada, { userId: ada.id, presence: 'available', commandId: commandId() })
  await desk.accept(ada, callId)
  await desk.join(ada, callId)
  const outgoing = await waitFor(() => carrier.ringing()[0], { what: 'a ringing phone' })
  expect(outgoing.to).toBe(from)
})
