import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Socket } from 'socket.io-client'
import { type AppOptions, createApp } from '../../server/app.ts'
import { loadConfig } from '../../server/config.ts'
import { createLog } from '../../server/platform/log.ts'
import { askDeskForLink } from '../../server/sign-in/index.ts'
import { connectSocket, signInByLink } from '../bench/staff-socket.ts'
import type { SandboxFile } from './desk.ts'
import { demoFolder } from './desk.ts'
import { root } from './plan.ts'
import { openScriptedPhone, type ScriptedPhone } from './scripted-phone.ts'

/** Somebody of the demo company, signed in by their link and at the desk. */
export interface Persona {
  id: string
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the desk answers with
  call(method: string, path: string, body?: object): Promise<any>
  /** What is no JSON. */
  bytes(path: string): Promise<Uint8Array>
  /** Their softphone, signed in as their browser would be. */
  softphone(): Promise<ScriptedPhone>
}

/**
 * Those who are at a desk, and telephones outside. They ask over HTTP and sockets only, so desk and carrier may be any process; `carrierUrl` is where
 * the phones are, if not at the desk.
 */
export const openPeople = ({
  url,
  dataDir,
  personas,
  carrierUrl = url,
}: {
  url: string
  dataDir: string
  personas: readonly { role: string; email: string }[]
  carrierUrl?: string
}) => {
  const sockets: Socket[] = []
  const phones: ScriptedPhone[] = []
  const keep = async (opening: Promise<ScriptedPhone>): Promise<ScriptedPhone> => {
    const phone = await opening
    phones.push(phone)
    return phone
  }

  /** By role, one of the personas; by address, anybody. */
  const enter = async (who: string): Promise<Persona> => {
    const email = personas.find(({ role }) => role === who)?.email ?? who
    const token = await signInByLink(url, (await askDeskForLink(dataDir, email)) ?? '')
    const ask = (path: string, init: RequestInit): Promise<Response> =>
      fetch(`${url}/api/v1${path}`, { ...init, headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' } })
    const call: Persona['call'] = async (method, path, body) => {
      const response = await ask(path, { method: method.toUpperCase(), ...(body ? { body: JSON.stringify(body) } : {}) })
      const text = await response.text()
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
      return text === '' ? undefined : JSON.parse(text)
    }
    const me = await call('get', '/me')
    sockets.push(await connectSocket(url, '/staff', token))
    return {
      id: me.id,
      call,
      bytes: async (path) => new Uint8Array(await (await ask(path, {})).arrayBuffer()),
      softphone: async () => {
        const access = await call('post', '/softphone', {})
        return keep(openScriptedPhone({ url: carrierUrl, accessToken: access.token }))
      },
    }
  }
  return {
    enter,
    /** A telephone outside. */
    phone: (number: string) => keep(openScriptedPhone({ url: carrierUrl, number })),
    leave: (): void => {
      for (const phone of phones) phone.vanish()
      for (const socket of sockets) socket.disconnect()
    },
  }
}

export type People = ReturnType<typeof openPeople>

/**
 * The whole app in sandbox mode, in this process: the demo company, the carrier's stand-in and its phones, everything over HTTP and sockets. What it
 * has as errors in its log is in `errors`. `pages`: with the built console and widget.
 */
export const openSandboxDesk = async ({
  env = {},
  pages = false,
  ...options
}: { dataDir?: string; env?: Record<string, string>; pages?: boolean } & Pick<AppOptions, 'fetchPicture'> = {}) => {
  const dataDir = options.dataDir ?? (await demoFolder())
  const dist = pages ? join(root, 'dist') : join(dataDir, 'dist')
  if (!pages) {
    mkdirSync(join(dist, 'console'), { recursive: true })
    writeFileSync(join(dist, 'console/index.html'), '')
  }
  const errors: string[] = []
  const log = createLog({ level: 'error', secrets: [], to: { write: (line) => void errors.push(line) } })
  const config = loadConfig({ HOST: '127.0.0.1', PORT: '0', SMTP_PORT: '0', DATA_DIR: dataDir, ...env })
  const app = await createApp({ config, log, version: '0.0.0', dist, fetchPicture: options.fetchPicture })
  const { url } = await app.start()
  const file = JSON.parse(readFileSync(join(dataDir, 'sandbox.json'), 'utf8')) as SandboxFile
  const people = openPeople({ url, dataDir, personas: file.personas })
  return {
    app,
    url,
    file,
    dataDir,
    errors,
    enter: people.enter,
    phone: people.phone,
    close: async ({ keepsData = false } = {}): Promise<void> => {
      people.leave()
      await app.stop()
      if (!keepsData) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export type SandboxDesk = Awaited<ReturnType<typeof openSandboxDesk>>
