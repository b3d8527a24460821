import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createUploads } from '../../server/hub/uploads.ts'
import { createLimits, limits } from '../../server/limits.ts'
import { diskHealth } from '../../server/platform/db/disk-room.ts'
import { type Actor, system } from '../../server/staff/index.ts'
import { openTestPlatform, type TestPlatform } from '../setup/platform.ts'

let desk: TestPlatform
beforeAll(async () => {
  desk = await openTestPlatform()
})
afterAll(() => desk?.close())

const kept: string[] = []
const uploadsOfDay = (points: number) => {
  const { files } = desk.platform
  const watched = {
    ...files,
    put: (id: string, ...rest: [never, never]) => {
      kept.push(id)
      return files.put(id, ...rest)
    },
  }
  return createUploads({
    ...desk.platform,
    files: watched,
    limit: createLimits({ ...limits, 'upload-day': { points, perSeconds: 86_400 } }),
  })
}
const by = (id: string): Actor => ({ ...system('desk'), id })
const bytes = (count: number): Readable => Readable.from([randomBytes(count)])

test('one person stores so many megabytes a day, and what is one too many is not kept (SECURITY F3)', async () => {
  const uploads = uploadsOfDay(3)
  await uploads.add(by('u_ana'), 'a.bin', bytes(2_000_000))
  await uploads.add(by('u_ana'), 'b.bin', bytes(10))
  await expect(uploads.add(by('u_ana'), 'c.bin', bytes(10))).rejects.toMatchObject({ kind: 'rate-limited' })
  expect(await desk.platform.files.stat(kept.at(-1) ?? '')).toBeNull()
  expect((await uploads.add(by('u_ben'), 'd.bin', bytes(10))).bytes).toBe(10)
})

test('a picture that fills the memory of whoever looks at it is refused (SECURITY F3)', async () => {
  const head = Buffer.from('89504e470d0a1a0a0000000d494844520000ea600000ea60', 'hex')
  const refused = uploadsOfDay(10).add(by('u_ana'), 'bomb.png', Readable.from([head]))
  await expect(refused).rejects.toMatchObject({ code: 'huge-picture' })
  expect(await desk.platform.files.stat(kept.at(-1) ?? '')).toBeNull()
})

test('the desk says that its disk fills up before it takes nothing in any more (SECURITY F3)', () => {
  expect(diskHealth('/', 50e9)).toEqual({ ok: true, detail: expect.stringContaining('50000 MB free') })
  expect(diskHealth('/', 900e6).ok).toBe(false)
})
