import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { system } from '../../server/staff/index.ts'
import { openSignInDesk, type SignInDesk, tokenOf } from './desk.ts'

const wish = { email: 'ada@larkfield.example', name: 'Ada', password: 'a long enough one' }
const by = system('test')

describe('the first admin (R2)', () => {
  let desk: SignInDesk
  beforeEach(async () => {
    desk = await openSignInDesk()
  })
  afterEach(() => desk.close())
  const ask = (body: object) => desk.call('/sign-in/first-admin', { body })

  it('needs the token of the terminal and the file for its owner alone', async () => {
    const token = await desk.signIn.firstAdminToken()
    const file = join(desk.dataDir, 'first-admin.token')
    expect((await readFile(file, 'utf8')).trim()).toBe(token)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    for (const bad of [{}, { token: '' }, { token: [token] }, { token: `${token} ` }, { token: { $ne: null } }])
      expect((await ask({ ...wish, ...bad })).status).toBe(403)
    const done = await ask({ ...wish, token })
    expect(done.status).toBe(201)
    expect(done.body.me.role).toBe('admin')
    expect((await desk.call('/sign-in', { body: { email: wish.email, password: wish.password } })).status).toBe(200)
  })

  it('closes for good', async () => {
    const token = await desk.signIn.firstAdminToken()
    await ask({ ...wish, token })
    expect((await ask({ ...wish, email: 'eve@larkfield.example', token })).status).toBe(410)
    expect((await ask({ ...wish, email: 'eve@larkfield.example' })).status).toBe(410)
    expect(await desk.signIn.firstAdminToken()).toBeNull()
    await expect(stat(join(desk.dataDir, 'first-admin.token'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('makes one admin of two who come at once', async () => {
    const token = await desk.signIn.firstAdminToken()
    const answers = await Promise.all(['a', 'b', 'c'].map((name) => ask({ ...wish, email: `${name}@larkfield.example`, token })))
    expect(answers.map((one) => one.status).sort()).toEqual([201, 410, 410])
    expect(await desk.staff.listMembers(by, { role: 'admin' })).toHaveLength(1)
  })

  it('makes a new token at each start, good for a day', async () => {
    const first = await desk.signIn.firstAdminToken()
    const second = await desk.signIn.firstAdminToken()
    expect((await ask({ ...wish, token: first })).status).toBe(403)
    await desk.advance(24 * 3_600_000 + 1000)
    expect((await ask({ ...wish, token: second })).status).toBe(403)
    const third = await desk.signIn.firstAdminToken()
    expect((await ask({ ...wish, token: third })).status).toBe(201)
  })

  it('gives the token back when nobody became admin', async () => {
    await desk.add('Ida', 'agent')
    const token = await desk.signIn.firstAdminToken()
    expect((await ask({ ...wish, email: 'ida@larkfield.example', token })).status).toBe(409)
    expect((await ask({ ...wish, token })).status).toBe(201)
  })
})

describe('demo people (R1, R2)', () => {
  it('come in while the desk is a sandbox and not once it is none; nor do their keys, sessions and links', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-test-'))
    try {
      const sandbox = await openSignInDesk({ dataDir, sandbox: 'on' })
      const { id } = await sandbox.add('Ines', 'admin', true)
      expect(await sandbox.signIn.firstAdminToken()).toBeNull()
      const entered = await sandbox.enter(id)
      const body = { name: 'demo', scopes: ['me.read', 'staff.read'] }
      const { key } = (await sandbox.call('/api-keys', { token: entered.accessToken, body })).body
      const { key: deskKey } = await sandbox.signIn.makeApiKey(by, { name: 'sandbox', scopes: ['staff.read'] })
      for (const token of [key, deskKey]) expect((await sandbox.call('/staff', { method: 'GET', token })).status).toBe(200)
      const open = tokenOf(await sandbox.signIn.makeSignInLink(by, id, { hours: 24 }))
      await sandbox.close()

      const real = await openSignInDesk({ dataDir, sandbox: 'off' })
      await expect(real.signIn.makeSignInLink(by, id, {})).rejects.toMatchObject({ kind: 'forbidden' })
      expect((await real.call('/sign-in/link', { body: { token: open } })).status).toBe(401)
      expect((await real.call('/refresh', { cookie: entered.cookie })).status).toBe(401)
      for (const token of [entered.accessToken, key, deskKey])
        expect((await real.call('/staff', { method: 'GET', token })).status).toBe(401)
      expect(await real.signIn.firstAdminToken()).not.toBeNull()
      await real.close()

      const exposed = await openSignInDesk({ dataDir, sandbox: 'exposed' })
      await expect(exposed.signIn.makeSignInLink(by, id, {})).rejects.toMatchObject({ kind: 'forbidden' })
      await exposed.close()
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
  })
})
