import type { SandboxFile } from '../setup/desk.ts'
import { actionOf, type CarrierPoster, createCarrierPoster, newCallSid, redirectOf } from './carrier-poster.ts'
import { type Child, startChild } from './child.ts'
import { type BenchOptions, type Figure, quantile } from './figure.ts'
import { barePop } from './live.ts'
import { OUR_NUMBER, type PhoneAgent, signInAgent, WAY_TO_A_PERSON } from './phone-agent.ts'

const callerOf = (n: number): string => `+1202555${String(1_000 + (n % 9_000)).padStart(4, '0')}`
const timed = async <T>(took: number[], run: () => Promise<T>): Promise<T> => {
  const begun = performance.now()
  const done = await run()
  took.push(performance.now() - begun)
  return done
}

/** Asks until something is asked for: a desk that is behind says to hold on, and to come again. */
const ask = async (poster: CarrierPoster, address: string, params: Record<string, string>): Promise<string> => {
  let document = await poster.post(address, params)
  for (let next = redirectOf(document); next && !actionOf(document); next = redirectOf(document))
    document = await poster.post(next, { ...params, Digits: '' })
  return document
}
const refuse = (document: string): never => {
  throw new Error(`this document asks for nothing: ${document}`)
}
const arrive = (poster: CarrierPoster, sid: string, n: number): Promise<string> =>
  ask(poster, '/webhooks/twilio/voice', { CallSid: sid, From: callerOf(n), To: OUR_NUMBER, Direction: 'inbound', CallStatus: 'ringing' })
const press = (poster: CarrierPoster, document: string, sid: string, n: number, digits: string): Promise<string> =>
  ask(poster, actionOf(document) ?? refuse(document), {
    CallSid: sid,
    From: callerOf(n),
    To: OUR_NUMBER,
    CallStatus: 'in-progress',
    Digits: digits,
  })
const end = (poster: CarrierPoster, sid: string, n: number): Promise<string> =>
  poster.post('/webhooks/twilio/status', {
    CallSid: sid,
    From: callerOf(n),
    To: OUR_NUMBER,
    Direction: 'inbound',
    CallStatus: 'completed',
    CallbackSource: 'call-progress-events',
    SequenceNumber: '0',
    CallDuration: '9',
  })

/** Runs `count` calls, `width` at a time, each from its arrival through two keys to its end. */
const walk = async (poster: CarrierPoster, count: number, width: number, took: { first: number[]; next: number[] }): Promise<void> => {
  let n = 0
  const lane = async (): Promise<void> => {
    for (let mine = n++; mine < count; mine = n++) {
      const sid = newCallSid()
      const first = await timed(took.first, () => arrive(poster, sid, mine))
      const second = await timed(took.next, () => press(poster, first, sid, mine, '1'))
      await timed(took.next, () => press(poster, second, sid, mine, '4'))
      await end(poster, sid, mine)
    }
  }
  await Promise.all(Array.from({ length: width }, lane))
}

/** From a webhook to its document: the first of a new call, and those of the menu; then as many as go through. */
export const benchWebhooks = async (desk: Child, bareDir: string, { isQuick, say }: BenchOptions): Promise<Figure[]> => {
  const count = isQuick ? 60 : 300
  say('webhooks …')
  const bare = await startChild('bare', bareDir)
  const plain = createCarrierPoster(bare.url, bare.carrier)
  const askPlain = (): Promise<string> => plain.post('/webhooks/twilio/voice', { CallSid: newCallSid(), From: callerOf(0), To: OUR_NUMBER })
  const inParallel = async (): Promise<void> => {
    for (let n = 0; n < count / 4; n++) await askPlain()
  }
  const one: number[] = []
  for (let n = 0; n < count; n++) await timed(one, askPlain)
  const begunBare = performance.now()
  await Promise.all(Array.from({ length: 16 }, inParallel))
  const bareRate = (16 * Math.ceil(count / 4)) / ((performance.now() - begunBare) / 1_000)
  plain.close()
  await bare.stop()

  const poster = createCarrierPoster(desk.url, desk.carrier)
  await walk(poster, 20, 1, { first: [], next: [] })
  const alone = { first: [] as number[], next: [] as number[] }
  await walk(poster, count, 1, alone)
  const many = { first: [] as number[], next: [] as number[] }
  const begun = performance.now()
  await walk(poster, count * 2, 16, many)
  const seconds = (performance.now() - begun) / 1_000
  poster.close()
  const ceiling = { what: 'bare Express route, p95', value: quantile(one, 0.95) }
  return [
    {
      name: 'webhook of a new call → its first document, p95',
      value: quantile(alone.first, 0.95),
      unit: 'ms',
      ceiling,
      note: `p50 ${quantile(alone.first, 0.5).toFixed(1)} ms; ${count} calls, one at a time; the call is on disk before its document goes.`,
    },
    {
      name: 'webhook with keys → the menu’s next document, p95',
      value: quantile(alone.next, 0.95),
      unit: 'ms',
      ceiling,
      note: `p50 ${quantile(alone.next, 0.5).toFixed(1)} ms.`,
    },
    {
      name: 'webhooks answered, 16 calls at once',
      value: (count * 2 * 4) / seconds,
      unit: '/s',
      ceiling: { what: 'bare Express route', value: bareRate },
      note: `p95 of a first document then ${quantile(many.first, 0.95).toFixed(0)} ms; each call comes, presses twice, ends.`,
    },
  ]
}

const popOnce = async (poster: CarrierPoster, agent: PhoneAgent, n: number): Promise<number> => {
  const sid = newCallSid()
  let document = await arrive(poster, sid, n)
  const keys = [...WAY_TO_A_PERSON]
  const last = keys.pop() ?? ''
  for (const key of keys) document = await press(poster, document, sid, n, key)
  const offered = agent.offered()
  const begun = performance.now()
  await press(poster, document, sid, n, last)
  const { at } = await offered
  const free = agent.withoutOffer()
  await end(poster, sid, n)
  await free
  return at - begun
}

/** From the webhook by which a caller asks for a person to the offer on an agent's screen, with caller, path and case. */
export const benchCallPop = async (
  desk: Child,
  sandbox: SandboxFile,
  bareDir: string,
  { isQuick, say }: BenchOptions,
): Promise<Figure[]> => {
  const count = isQuick ? 40 : 200
  say('calls popping up …')
  const ceiling = await barePop(bareDir, count)
  const agent = await signInAgent(sandbox)
  const poster = createCarrierPoster(desk.url, desk.carrier)
  const took: number[] = []
  for (let n = 0; n < count + 10; n++) took.push(await popOnce(poster, agent, n))
  poster.close()
  agent.leave()
  const seen = took.slice(10)
  return [
    {
      name: 'webhook of a caller who asks for a person → offer on an agent’s screen, p95',
      value: quantile(seen, 0.95),
      unit: 'ms',
      budget: { is: 'most', value: 50 },
      ceiling,
      note: `p50 ${quantile(seen, 0.5).toFixed(1)} ms; ${count} calls, one after another; it takes in customer, case and routing.`,
    },
  ]
}
