import { io, type Socket } from 'socket.io-client'
import type { SessionBegun } from '../../server/channels/chat/wire.ts'
import { deliver, rawMail } from '../channels/email/smtp-client.ts'
import type { RunningDesk } from '../setup/desk.ts'

/** A message and what the desk said about it. Only what was acknowledged counts as promised. */
export interface Sent {
  channel: 'chat' | 'email' | 'api'
  externalId: string
  text: string
  /** How often it was acknowledged: more than once when it was sent again on purpose. */
  acknowledged: number
  /** How often it went out, whatever came back. */
  tries: number
  /** What came back instead of the last acknowledgement. */
  fault: string
}

/** One customer with one matter: whatever they sent belongs into one case. */
export interface Person {
  name: string
  sent: Sent[]
}

export interface World {
  /** The desk that runs now; undefined while none does. */
  desk(): RunningDesk | undefined
  /** True when no more new messages shall be begun; what was begun is still brought to its end. */
  isOver(): boolean
  /** True when the test has failed: nobody insists any longer. */
  isGivenUp(): boolean
  /** Is called at each acknowledgement. */
  heard(channel: Sent['channel']): void
  /** How many acknowledgements of a channel were heard so far. */
  count(channel: Sent['channel']): number
  /** From 0 to below 1. */
  random(): number
}

/**
 * So many later messages of the same channel are taken before one that is not counts as refused: patience is measured by what the desk does for
 * others, so that a slow machine alone refuses nobody.
 */
const OVERTAKEN = 400
/** Clients that begin again at once would leave a desk on two cores no time to begin. */
const RETRY_MS = 50
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const SITE = 'larkfield-shop'

/** Sends until it is acknowledged, and now and then once more, as providers and widgets do. */
const insist = async (world: World, one: Sent, send: (desk: RunningDesk) => Promise<string>): Promise<void> => {
  const trySending = async (): Promise<boolean> => {
    const desk = world.desk()
    if (!desk) return false
    one.tries += 1
    const fault = await send(desk).catch((error: Error) => error.message)
    if (fault) one.fault = fault
    else {
      one.acknowledged += 1
      world.heard(one.channel)
    }
    return !fault
  }
  const untilTaken = async (): Promise<void> => {
    const until = world.count(one.channel) + OVERTAKEN
    while (!(await trySending())) {
      if (world.count(one.channel) > until)
        throw new Error(`${one.externalId} was not acknowledged while ${OVERTAKEN} others were, at ${one.tries} tries: ${one.fault}`)
      if (world.isGivenUp()) return
      await pause(RETRY_MS)
    }
  }
  // Now and then the same message twice at the same moment.
  if (world.random() < 0.1) await Promise.all([trySending(), trySending()])
  await untilTaken()
  if (world.random() < 0.25) await untilTaken()
}

const begin = (person: Person, channel: Sent['channel'], externalId: string): Sent => {
  const one = { channel, externalId, text: `${person.name} says ${externalId}`, acknowledged: 0, tries: 0, fault: '' }
  person.sent.push(one)
  return one
}

/** Posts and answers to its first post, from one address. */
export const writeByApi = async (world: World, person: Person, count: number): Promise<void> => {
  const first = `${person.name}-api-0`
  for (let n = 0; n < count && (n === 0 || !world.isOver()); n++) {
    const one = begin(person, 'api', `${person.name}-api-${n}`)
    // A matter may come in several threads: those of one customer still meet in one case.
    const isReply = n > 0 && world.random() < 0.7
    await insist(world, one, async ({ url, sandbox }) => {
      const response = await fetch(`${url}/api/v1/inbound`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${sandbox.apiKey}` },
        body: JSON.stringify({
          externalId: one.externalId,
          from: { email: `${person.name}@rivet.example` },
          text: one.text,
          ...(isReply ? { inReplyTo: first } : {}),
        }),
        signal: AbortSignal.timeout(30_000),
      })
      const said = await response.text()
      return response.status === 202 ? '' : said
    })
  }
}

/** A mail and the mails after it, most of them with References. */
export const writeByMail = async (world: World, person: Person, count: number): Promise<void> => {
  const idOf = (n: number): string => `<${person.name}-${n}@rivet.example>`
  for (let n = 0; n < count && (n === 0 || !world.isOver()); n++) {
    const one = begin(person, 'email', idOf(n))
    const isReply = n > 0 && world.random() < 0.7
    const date = new Date().toUTCString()
    const raw = rawMail(
      {
        From: `${person.name}@rivet.example`,
        To: 'support@larkfield.example',
        Subject: isReply ? 'Re: My bicycle' : 'My bicycle',
        Date: date,
        'Message-ID': idOf(n),
        ...(isReply ? { 'In-Reply-To': idOf(n - 1), References: `${idOf(0)} ${idOf(n - 1)}` } : {}),
      },
      `${one.text}\n`,
    )
    await insist(world, one, async ({ sandbox }) => {
      const { code, text } = await deliver(sandbox.smtp.port, raw, { from: `${person.name}@rivet.example` })
      return code === 250 ? '' : text || 'cut off'
    })
  }
}

const connect = async (url: string, token: string): Promise<Socket> => {
  const socket = io(`${url}/visitor`, { path: '/live', transports: ['websocket'], auth: { token }, forceNew: true, reconnection: false })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
    // A desk that dies between the two handshakes is told as neither.
    setTimeout(() => reject(new Error('no connection')), 15_000)
  }).catch((error) => {
    socket.disconnect()
    throw error
  })
  return socket
}

/** A visitor who keeps the token, connects again to every new desk, and sends again what was not acknowledged. */
export const writeByChat = async (world: World, person: Person, count: number): Promise<void> => {
  let token: string | null | undefined
  let visitorId = ''
  let held: { url: string; socket: Socket } | undefined
  const begun = async (url: string): Promise<string> => {
    const response = await fetch(`${url}/widget/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ site: SITE, ...(token ? { token } : {}) }),
      signal: AbortSignal.timeout(30_000),
    })
    if (!response.ok) throw new Error(`no session: ${response.status}`)
    token = ((await response.json()) as SessionBegun).token
    if (!token) throw new Error('the desk takes no visitors')
    visitorId ||= visitorOf(token)
    return token
  }
  const socketOn = async (url: string): Promise<Socket> => {
    if (held?.url === url && held.socket.connected) return held.socket
    held?.socket.disconnect()
    const socket = await connect(url, token ?? (await begun(url)))
    held = { url, socket }
    return socket
  }
  // Who has not been let in has said nothing yet.
  while (!token && !world.isGivenUp()) {
    const desk = world.desk()
    if (desk) await begun(desk.url).catch(() => {})
    if (!token) await pause(RETRY_MS)
  }
  for (let n = 0; n < count && (n === 0 || !world.isOver()); n++) {
    const clientId = `client-${n}-${Math.floor(world.random() * 1e9)}`
    const one = begin(person, 'chat', `${visitorId}:${clientId}`)
    await insist(world, one, async ({ url }) => {
      const socket = await socketOn(url)
      const answer = (await socket.timeout(15_000).emitWithAck('send', { clientId, text: one.text })) as {
        ok: boolean
        error?: { message: string }
      }
      return answer.ok ? '' : (answer.error?.message ?? 'refused')
    })
  }
  held?.socket.disconnect()
}

const visitorOf = (token: string): string => {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, string>
  return claims.visitorId ?? claims.sub ?? ''
}
