import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { npmCommand } from '../setup/npm-command.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-flows-'))
  cpSync(join(project, 'ivr-flows'), folder, { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const check = (flowsDir: string) => npmCommand('check-flows', [], { env: { FLOWS_DIR: flowsDir } })
const edit = (file: string, from: string, to: string): number => {
  const text = readFileSync(join(folder, file), 'utf8')
  expect(text).toContain(from)
  writeFileSync(join(folder, file), text.replace(from, to))
  return text.slice(0, text.indexOf(from)).split('\n').length
}

describe('npm run flows:check', { timeout: 60_000 }, () => {
  it('finds the flows of the demo in order', async () => {
    expect(await check('ivr-flows')).toEqual({
      code: 0,
      err: '',
      out: expect.stringMatching(/^2 flows, \d+ scenarios: these flows can run\./),
    })
  })

  it('names a fault by file, line and column', async () => {
    const line = edit('main.flow.yaml', 'next: refund-article', 'next: refund-articles')
    const { code, out } = await check(folder)
    expect(code).toBe(1)
    expect(out).toMatch(
      new RegExp(`main\\.flow\\.yaml:${line}:15 There is no step refund-articles\\. Is refund-article meant\\?\n1 thing has to be mended`),
    )
  })

  it('names the line of a scenario that goes otherwise', async () => {
    edit('main.flow.yaml', 'en: Goodbye.', 'en: Farewell.')
    const { code, out } = await check(folder)
    expect(code).toBe(1)
    expect(out).toMatch(/scenarios\/order-on-its-way\.yaml:\d+:\d+ Not heard: Goodbye\./)
  })

  it('names a fault of the opening hours', async () => {
    const line = edit('hours.yaml', 'mon-fri: 09:00-18:00', 'mon-fri: 9-18')
    expect((await check(folder)).out).toContain(`hours.yaml:${line}:`)
  })

  it('says when there is nothing to check', async () => {
    expect(await check(join(folder, 'none'))).toMatchObject({ code: 2, err: expect.stringContaining('Set FLOWS_DIR') })
  })
})
