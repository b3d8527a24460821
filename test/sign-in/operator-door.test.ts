import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLog } from '../../server/platform/log.ts'
import { createOperatorDoor } from '../../server/platform/operator-door.ts'
import { askDeskForLink } from '../../server/sign-in/index.ts'
import { npmCommand } from '../setup/npm-command.ts'
import { openSignInDesk, type SignInDesk, tokenOf } from './desk.ts'

/** The command as a process of its own, as its owner runs it. */
const run = (dataDir: string, ...args: string[]) =>
  npmCommand('sign-in', args, { env: { DATA_DIR: dataDir, SANDBOX: 'off', PORT: '4321' } })

describe('npm run sign-in', () => {
  let desk: SignInDesk
  beforeAll(async () => {
    desk = await openSignInDesk()
    await desk.add('Ida')
  })
  afterAll(() => desk.close())

  it('has the running desk make a link that lets the person in once', async () => {
    const link = await askDeskForLink(desk.dataDir, 'IDA@larkfield.example')
    const answer = await desk.call('/sign-in/link', { body: { token: tokenOf(link ?? '') } })
    expect(answer.body.me.email).toBe('ida@larkfield.example')
  })

  it('says what is wrong', async () => {
    await expect(askDeskForLink(desk.dataDir, 'nobody@larkfield.example')).rejects.toMatchObject({ code: 'user-not-found' })
    expect(await askDeskForLink(join(desk.dataDir, 'elsewhere'), 'ida@larkfield.example')).toBeNull()
  })

  it('is open to the owner of the folder alone', async () => {
    expect((await stat(join(desk.dataDir, 'operator'))).mode & 0o777).toBe(0o700)
  })

  it('stands lines that are no question', async () => {
    const path = join(desk.dataDir, 'operator', 'desk.sock')
    for (const line of [
      'nonsense\n',
      '{}\n',
      '{"verb":"nonsense"}\n',
      '{"verb":"sign-in-link","input":{"email":{"$ne":null}}}\n',
      `${'x'.repeat(5000)}\n`,
    ]) {
      const said = await new Promise<string>((resolve) => {
        let text = ''
        const socket = connect(path, () => socket.write(line))
        socket.setEncoding('utf8')
        socket.on('data', (chunk) => {
          text += chunk
        })
        socket.on('error', () => {})
        socket.on('close', () => resolve(text))
      })
      expect(said).not.toContain('link')
    }
    expect(await askDeskForLink(desk.dataDir, 'ida@larkfield.example')).toContain('#link=')
  })

  it('finds its place when the folder’s path is too long for a socket', async () => {
    const deep = join(desk.dataDir, 'd'.repeat(60), 'e'.repeat(60))
    await mkdir(deep, { recursive: true })
    const door = createOperatorDoor({ dataDir: deep, log: createLog({ level: 'silent', secrets: [] }) })
    door.answer('sign-in-link', async () => 'here')
    await door.open()
    expect(await askDeskForLink(deep, 'ida@larkfield.example')).toBe('here')
    await door.close()
    expect(await askDeskForLink(deep, 'ida@larkfield.example')).toBeNull()
  })

  it('answers with the link alone, while the desk runs', async () => {
    const { code, out } = await run(desk.dataDir, 'ida@larkfield.example')
    expect([code, out]).toEqual([0, expect.stringMatching(/^http:\/\/127\.0\.0\.1:3000\/sign-in#link=[a-z2-7]{52}\n$/)])
    expect((await desk.call('/sign-in/link', { body: { token: tokenOf(out.trim()) } })).status).toBe(200)
    expect(await run(desk.dataDir, 'nobody@larkfield.example')).toMatchObject({ code: 1, out: '', err: 'There is no such user.\n' })
    expect(await run(desk.dataDir)).toMatchObject({ code: 2, out: '' })
  })

  it('makes a link for a stopped desk that is good once it runs', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-test-'))
    try {
      const before = await openSignInDesk({ dataDir })
      await before.add('Ida')
      await before.close()
      const { code, out, err } = await run(dataDir, 'ida@larkfield.example')
      expect([code, err]).toEqual([0, ''])
      expect(out).toMatch(/^http:\/\/127\.0\.0\.1:4321\/sign-in#link=/)
      const after = await openSignInDesk({ dataDir })
      expect((await after.call('/sign-in/link', { body: { token: tokenOf(out.trim()) } })).status).toBe(200)
      await after.close()
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
  })
})
