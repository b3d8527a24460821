import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { memoryFolder } from '../setup/memory-folder.ts'

it('is there until it is removed, beside others of runs that go on; what a killed run left goes', () => {
  const first = memoryFolder()
  // Where there is none, or too little room, the tests lie on the disk.
  if (!first) return
  const place = join(first.path, '..')
  // No process has this number: it is beyond the largest that Linux gives.
  const left = join(place, 'patchbay-4194305-abcdef')
  mkdirSync(left)
  const second = memoryFolder()
  expect([first.path, second?.path, left].map((path) => existsSync(path ?? ''))).toEqual([true, true, false])
  first.remove()
  second?.remove()
  expect(existsSync(first.path)).toBe(false)
  rmSync(left, { recursive: true, force: true })
})
