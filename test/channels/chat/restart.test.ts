import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { VisitorMessage } from '../../../server/channels/chat/wire.ts'
import { startChatDesk, visit } from './chat-desk.ts'

describe('a desk that is restarted', () => {
  let dataDir: string
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'patchbay-chat-'))
  })
  afterAll(() => rm(dataDir, { recursive: true, force: true }))

  it('neither loses nor doubles what a visitor wrote around it', async () => {
    const first = await startChatDesk({ dataDir })
    const before = await visit(first)
    await before.send('restart01', 'One')
    await before.send('restart02', 'Two')
    before.leave()
    await first.stop()

    const second = await startChatDesk({ dataDir })
    const after = await visit(second, { token: before.token })
    expect(after.begun.sessions).toEqual(before.begun.sessions)
    // The widget never had the acknowledgement of the second, and writes a third.
    for (const [clientId, text] of [
      ['restart02', 'Two'],
      ['restart03', 'Three'],
    ] as const)
      expect((await after.send(clientId, text)).ok).toBe(true)
    await second.hub.settled()
    const seen = await after.watch()
    expect(seen.ok && seen.answer.rows.filter((row) => row.kind === 'message').map((row) => (row.row as VisitorMessage).text)).toEqual([
      'One',
      'Two',
      'Three',
    ])
    after.leave()
    await second.stop()
  })
})
