import type { Socket } from 'socket.io-client'
import type { SessionBegun } from '../../server/channels/chat/wire.ts'
import type { SandboxFile } from '../setup/desk.ts'
import { startChild } from './child.ts'
import { type BenchOptions, type Figure, quantile } from './figure.ts'
import { pause } from './news.ts'
import { createPoster } from './poster.ts'
import { askSocket, connectSocket, signInAs } from './staff-socket.ts'

/** Bytes alone are looked at: reading rows apart would be measured too. */
const marksIn = (frame: unknown): string[] => [...JSON.stringify(frame).matchAll(/mark-[a-z]+-\d+/g)].map(([mark]) => mark)

/** Notes when each mark was sent and when it first came over a socket. */
const createWatch = () => {
  const sent = new Map<string, number>()
  const took: number[] = []
  return {
    took,
    sends: (mark: string): void => void sent.set(mark, performance.now()),
    hear: (socket: Socket): void => {
      socket.onAny((_name, frame) => {
        const now = performance.now()
        for (const mark of marksIn(frame)) {
          const at = sent.get(mark)
          if (at === undefined) continue
          sent.delete(mark)
          took.push(now - at)
        }
      })
    },
    /** Waits for what is under way, and says how much never came. */
    rest: async (): Promise<number> => {
      for (let left = 500; sent.size > 0 && left > 0; left--) await pause(10)
      return sent.size
    },
    clear: (): void => {
      sent.clear()
      took.length = 0
    },
  }
}

const POP_EVERY_MS = 100

const popOnce = async (url: string, apiKey: string | undefined, staff: Socket, count: number, everyMs: number) => {
  const watch = createWatch()
  watch.hear(staff)
  const poster = createPoster(url, apiKey)
  for (let n = 0; n < count; n++) {
    const mark = `mark-${apiKey ? 'pop' : 'bare'}-${n}`
    const due = performance.now() + everyMs
    watch.sends(mark)
    await poster.post({ externalId: mark, from: { email: `${mark}@rivet.example`, name: mark }, subject: mark, text: 'Good morning' })
    await pause(due - performance.now())
  }
  const lost = await watch.rest()
  staff.offAny()
  poster.close()
  return { p50: quantile(watch.took.slice(10), 0.5), p95: quantile(watch.took.slice(10), 0.95), lost }
}

/** What a message cannot come sooner than to a screen: one insert and one socket event, without a desk between them. */
export const barePop = async (bareDir: string, count: number): Promise<{ what: string; value: number }> => {
  const bare = await startChild('bare', bareDir)
  const staff = await connectSocket(bare.url, '/staff', 'none')
  const { p95 } = await popOnce(bare.url, undefined, staff, count, POP_EVERY_MS)
  staff.disconnect()
  await bare.stop()
  return { what: 'bare Express + one insert + one socket event, p95', value: p95 }
}

/** From the post of an unknown customer's message to the event in an agent's browser that shows customer and case. */
export const benchPop = async (sandbox: SandboxFile, bareDir: string, { isQuick, say }: BenchOptions): Promise<Figure[]> => {
  const count = isQuick ? 60 : 300
  say('webhook to agent …')
  const ceiling = await barePop(bareDir, count)
  const staff = await connectSocket(sandbox.url, '/staff', await signInAs(sandbox, 'supervisor'))
  await askSocket(staff, 'watch', { topic: 'cases:all' })
  const desk = await popOnce(sandbox.url, sandbox.apiKey, staff, count, POP_EVERY_MS)
  staff.disconnect()
  return [
    {
      name: 'webhook → event in the agent’s browser, p95',
      value: desk.p95,
      unit: 'ms',
      budget: { is: 'most', value: 50 },
      ceiling,
      note: `p50 ${desk.p50.toFixed(1)} ms; ${count} new customers, one each ${POP_EVERY_MS} ms${desk.lost ? `; ${desk.lost} NEVER CAME` : ''}.`,
    },
  ]
}

interface Visitor {
  socket: Socket
  sessionId: string
}

const beginVisitor = async (url: string): Promise<Visitor> => {
  const response = await fetch(`${url}/widget/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ site: 'larkfield-shop' }),
  })
  const { token, sessions } = (await response.json()) as SessionBegun
  return { socket: await connectSocket(url, '/visitor', token ?? ''), sessionId: sessions.at(-1) ?? '' }
}

/** Sends at an even rate for some seconds; a machine that cannot keep up is told by the rate that came through. */
const chatAt = async (visitors: readonly { socket: Socket }[], staff: Socket, name: string, rate: number, seconds: number) => {
  const watch = createWatch()
  watch.hear(staff)
  const begun = performance.now()
  const total = rate * seconds
  const acks: Promise<unknown>[] = []
  for (let n = 0; n < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - begun) / 1000) * rate) + 1)
    for (; n < due; n++) {
      const mark = `mark-${name}-${n}`
      watch.sends(mark)
      const one = visitors[n % visitors.length] as { socket: Socket }
      acks.push(one.socket.timeout(20_000).emitWithAck('send', { clientId: mark.padEnd(8, '_'), text: mark }))
    }
    await pause(2)
  }
  const answers = (await Promise.all(acks)) as { ok: boolean }[]
  const refused = answers.filter((one) => !one.ok).length
  const achieved = total / ((performance.now() - begun) / 1000)
  const lost = await watch.rest()
  staff.offAny()
  return { p50: quantile(watch.took, 0.5), p95: quantile(watch.took, 0.95), achieved, refused, lost }
}

/** From a visitor's send to the line in the open case on an agent's screen. */
export const benchChat = async (sandbox: SandboxFile, bareDir: string, { isQuick, say }: BenchOptions): Promise<Figure[]> => {
  const rates = isQuick ? [50] : [50, 200, 1_000]
  const seconds = isQuick ? 4 : 8
  const size = isQuick ? 20 : 100
  const token = await signInAs(sandbox, 'admin')
  const staff = await connectSocket(sandbox.url, '/staff', token)
  say('visitors come in …')
  const visitors: Visitor[] = []
  for (let n = 0; n < size; n++) visitors.push(await beginVisitor(sandbox.url))
  for (const [n, { socket }] of visitors.entries()) await askSocket(socket, 'send', { clientId: `first-${n}____`, text: 'Good morning' })
  const bare = await startChild('bare', bareDir)
  const bareStaff = await connectSocket(bare.url, '/staff', 'none')
  const bareVisitors = await Promise.all(visitors.map(async () => ({ socket: await connectSocket(bare.url, '/visitor', 'none') })))
  for (const id of await caseIds(sandbox, token, visitors)) await askSocket(staff, 'watch', { topic: `case:${id}` })

  const figures: Figure[] = []
  const word = 'abcdefgh'
  for (const [nth, rate] of rates.entries()) {
    say(`chat at ${rate} messages a second …`)
    const ceiling = await chatAt(bareVisitors, bareStaff, `bare${word[nth]}`, rate, seconds)
    const desk = await chatAt(visitors, staff, `chat${word[nth]}`, rate, seconds)
    const faults = [desk.refused ? `${desk.refused} REFUSED` : '', desk.lost ? `${desk.lost} NEVER CAME` : ''].filter(Boolean)
    figures.push({
      name: `chat message visitor → agent at ${rate} messages/s, p95`,
      value: desk.p95,
      unit: 'ms',
      budget: { is: 'most', value: 25 },
      ceiling: { what: 'one insert + one socket event at the same rate, p95', value: ceiling.p95 },
      note: [
        `p50 ${desk.p50.toFixed(1)} ms; ${desk.achieved.toFixed(0)} messages/s came through (bare: ${ceiling.achieved.toFixed(0)}); ${size} visitors`,
        ...faults,
      ].join('; '),
    })
  }
  for (const { socket } of [...visitors, ...bareVisitors]) socket.disconnect()
  staff.disconnect()
  bareStaff.disconnect()
  await bare.stop()
  return figures
}

const caseIds = async ({ url }: SandboxFile, token: string, visitors: readonly Visitor[]): Promise<Set<string>> => {
  const ids = new Set<string>()
  for (const { socket, sessionId } of visitors) {
    const { rows } = await askSocket<{ rows: { id: string; kind: string }[] }>(socket, 'watch', { topic: `session:${sessionId}` })
    const messageId = rows.find((one) => one.kind === 'message')?.id
    for (let tries = 0; tries < 500; tries++) {
      const response = await fetch(`${url}/api/v1/messages/${messageId}`, { headers: { authorization: `Bearer ${token}` } })
      const { caseId } = (await response.json()) as { caseId: string | null }
      if (caseId) {
        ids.add(caseId)
        break
      }
      await pause(10)
    }
  }
  return ids
}
