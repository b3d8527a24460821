import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type App, createApp } from '../../server/app.ts'
import { loadConfig } from '../../server/config.ts'
import { createLog } from '../../server/platform/log.ts'
import { freePort } from '../console/desk-page.ts'
import { waitFor } from '../wait-for.ts'

const CARD = '4111111111111111'
const WORDS = 'canary-words-of-a-customer'
const password = 'canary-password-of-sam'
const env = {
  HOST: '127.0.0.1',
  SMTP_PORT: '0',
  LOG_LEVEL: 'trace',
  SECRET_KEY: 'c0ffee'.repeat(11).slice(0, 64),
  MAILBOXES: 'help@larkfield.example',
  // Nothing listens there: what is to be sent fails, and is told of.
  SMTP_URL: 'smtp://sam:canary-of-the-mail-server@127.0.0.1:1?tls=off',
  PUBLIC_URL: 'https://desk.larkfield.example',
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'canary-auth-token-of-twilio',
  TWILIO_API_KEY_SID: `SK${'0'.repeat(32)}`,
  TWILIO_API_KEY_SECRET: 'canary-key-secret-of-twilio',
  TWILIO_APP_SID: `AP${'0'.repeat(32)}`,
  TWILIO_API_BASE: 'http://127.0.0.1:1',
}
/** What must show nowhere; those that the desk makes come to it. */
const canaries = [
  CARD,
  '4111 1111 1111 1111',
  WORDS,
  password,
  env.SECRET_KEY,
  'canary-of-the-mail-server',
  env.TWILIO_AUTH_TOKEN,
  env.TWILIO_API_KEY_SECRET,
]

const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-canaries-'))
let app: App
let url = ''
let firstToken = ''
/** Lines of the log, and every body by which the desk refused something. */
const said: string[] = []

beforeAll(async () => {
  const port = await freePort()
  const config = loadConfig({ ...env, PORT: String(port), DATA_DIR: dataDir })
  const log = createLog({ level: config.logLevel, secrets: config.secrets, to: { write: (line) => void said.push(line) } })
  app = await createApp({ config, log, version: '0.0.0', dist: join(dataDir, 'dist') })
  const { ways } = await app.start()
  firstToken =
    ways
      .find((one) => one.label === 'First admin')
      ?.address.split('=')
      .at(-1) ?? ''
  url = `http://127.0.0.1:${port}`
})
afterAll(async () => {
  await app?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

it('neither the log nor an error nor the audit holds a secret, a card number or what somebody wrote (SECURITY R3)', async () => {
  const first = await must('post /sign-in/first-admin', { token: firstToken, email: 'sam@larkfield.example', name: 'Sam', password })
  const token = first.accessToken as string
  const { key } = await must('post /api-keys', { name: 'Shop', scopes: ['message.inbound'] }, token)
  const [keyText, tokenText] = [String(key), token]
  canaries.push(firstToken, keyText, tokenText)

  // What is taken in, written by staff, and looked for.
  const from = { email: `${WORDS}@rivet.example`, name: `Marta ${CARD}` }
  const message = { externalId: 'm1', from, subject: `Card ${CARD}`, text: `${WORDS} 4111 1111 1111 1111` }
  await must('post /inbound', message, keyText)
  const { items } = await waitFor(async () => {
    const found = await must('get /cases?view=all', undefined, token)
    return found.items.length > 0 ? found : null
  })
  const { id: caseId } = items[0]
  await must(`post /cases/${caseId}/title`, { title: `${WORDS} ${CARD}` }, token)
  await must(`post /cases/${caseId}/notes`, { text: `${WORDS} ${CARD}` }, token)
  await ask(`post /cases/${caseId}/replies`, { text: `${WORDS} ${CARD}` }, token)
  await must('post /do-not-call', { number: '+12025550142', reason: `${WORDS} ${CARD}` }, token)
  await must(`get /search?q=${WORDS}`, undefined, token)
  await ask('post /invitations', { email: `${WORDS}@larkfield.example`, name: 'Ana', role: 'agent' }, token)

  // What is refused.
  await ask('post /sign-in', { email: `${WORDS}@larkfield.example`, password })
  await ask('post /sign-in', { email: 'sam@larkfield.example', password: `${password} ` })
  await ask('post /sign-in/link', { token: `${firstToken}x` })
  await ask('post /me/password', { current: `${password} `, password }, token)
  await ask('get /me', undefined, `${token.slice(0, -2)}xx`)
  await ask('get /messages', undefined, `${keyText.slice(0, -2)}xx`)
  await ask('post /inbound', { ...message, text: { $ne: WORDS }, isCanary: CARD }, keyText)
  await ask('post /inbound', `{"text": "${WORDS} ${CARD}`, keyText)
  await ask(`get /cases/${WORDS}?token=${keyText}&card=${CARD}`, undefined, token)
  expect((await ask(`get /nowhere/${CARD}?token=${tokenText}`, undefined, token)).status).toBe(404)
  await ask('post /../../webhooks/twilio/voice', { From: '+12025550142', Digits: CARD, SpeechResult: WORDS })
  await knock(`${tokenText}x`)
  await knock(keyText)

  await waitFor(() => said.some((line) => line.includes('"level"')), { what: 'a line of the log' })
  const { items: entries } = await must('get /audit?limit=100', undefined, token)
  expect(entries.length).toBeGreaterThan(2)
  const health = await (await fetch(`${url}/healthz`)).text()
  const all = [...said, JSON.stringify(entries), health]
  const found = canaries.filter((one) => one === '' || all.some((line) => line.includes(one)))
  expect(found).toEqual([])
  expect(said.filter((line) => line.includes('"error"')).length).toBeGreaterThan(5)
})

interface Said {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON the desk answers with
  body: any
}
/** Asks a door, and keeps what it says when it refuses. */
const ask = async (door: string, body?: unknown, token?: string): Promise<Said> => {
  const [method = '', path = ''] = door.split(' ')
  const response = await fetch(`${url}/api/v1${path}`, {
    method: method.toUpperCase(),
    headers: { 'Content-Type': 'application/json', Origin: env.PUBLIC_URL, ...(token ? { Authorization: `Bearer ${token}` } : {}) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  if (response.status >= 400) said.push(text)
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text }
}
const must = async (...asked: Parameters<typeof ask>): Promise<Said['body']> => {
  const { status, body } = await ask(...asked)
  if (status >= 300) throw new Error(`${asked[0]}: ${status} ${JSON.stringify(body)}`)
  return body
}
/** At the sockets of the staff, with a token that is none. */
const knock = (token: string): Promise<void> =>
  new Promise((resolve) => {
    const socket = io(`${url}/staff`, { path: '/live', auth: { token }, transports: ['websocket'], reconnection: false, forceNew: true })
    socket.once('connect_error', (error) => {
      said.push(JSON.stringify({ message: error.message, ...(error as { data?: object }).data }))
      socket.disconnect()
      resolve()
    })
  })
