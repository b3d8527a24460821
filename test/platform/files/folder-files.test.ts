import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createFolderFiles } from '../../../server/platform/files/folder-files.ts'
import { filesContract } from '../../contracts/store-files.ts'

describe('in a folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-files-'))
  const files = createFolderFiles(folder, 0)
  afterAll(() => rmSync(folder, { recursive: true }))
  filesContract(() => files)

  it('leaves nothing half-written and lets nobody else read', async () => {
    await files.put('x', Buffer.from('x'), { maxBytes: 1 })
    expect(readdirSync(join(folder, 'incoming'))).toEqual([])
    for (const shelf of readdirSync(folder)) {
      expect(statSync(join(folder, shelf)).mode & 0o077).toBe(0)
      for (const name of readdirSync(join(folder, shelf))) expect(statSync(join(folder, shelf, name)).mode & 0o077).toBe(0)
    }
  })
})
