import { callbackTo } from '../callback-to.ts'
import type { CallRecord, CallStatus, Method } from '../shapes.ts'
import type { Studio, VerbRun } from './studio.ts'
import type { XmlElement } from './xml.ts'

/** What became of the legs that a `<Dial>` rang. */
export interface Dialled {
  status: CallStatus
  leg: CallRecord | null
  seconds: number
  isBridged: boolean
}

const addressOf = (target: XmlElement): string =>
  target.name === 'Client' ? `client:${target.children.find((one) => one.name === 'Identity')?.text ?? target.text}` : target.text

const paramsOf = (target: XmlElement): Record<string, string> =>
  Object.fromEntries(
    target.children.filter((one) => one.name === 'Parameter').map(({ attributes }) => [attributes.name ?? '', attributes.value ?? '']),
  )

/** Rings numbers and softphones at once and puts the first that answers through, until either side hangs up. */
export const createDialLegs = ({ calls, ringing, edges, inputs, time, log }: Studio) => {
  /** Legs that are put through: the parent goes on when its leg is given a document of its own. */
  const released = new Map<string, () => void>()

  const openLeg = ({ call, element, resolve }: VerbRun, target: XmlElement): CallRecord => {
    const { statusCallback, statusCallbackMethod, statusCallbackEvent = 'completed' } = target.attributes
    return calls.open({
      direction: 'outbound-dial',
      parentCallSid: call.sid,
      from: element.attributes.callerId ?? call.from,
      to: addressOf(target),
      params: paramsOf(target),
      status: 'initiated',
      timeoutSeconds: Number(element.attributes.timeout ?? 30),
      callback: callbackTo(statusCallback, statusCallbackMethod, statusCallbackEvent, resolve),
    })
  }
  /** Resolves with the leg that answered and may be put through; the others are over. */
  const firstOf = async (run: VerbRun, legs: { leg: CallRecord; target: XmlElement }[]): Promise<CallRecord | null> =>
    new Promise((settle) => {
      let left = legs.length
      const give = (leg: CallRecord | null): void => {
        settle(leg)
        for (const other of legs) if (other.leg !== leg) calls.end(other.leg, 'canceled', 'the other side hung up')
      }
      run.signal.addEventListener('abort', () => give(null), { once: true })
      for (const { leg, target } of legs)
        void ringing.ring(leg).then(async (isAnswered) => {
          const { url, method } = target.attributes
          const isGood = isAnswered && (!url || (await run.screen(leg, { url: run.resolve(url), method: (method ?? 'POST') as Method })))
          left--
          if (isGood && !run.signal.aborted) give(leg)
          else if (left === 0) give(null)
        })
    })
  const talk = (run: VerbRun, leg: CallRecord): Promise<void> => {
    const { call, element, signal } = run
    const meeting = `bridge:${leg.sid}`
    edges.plan(meeting, { members: [call.sid, leg.sid], hears: () => true })
    return new Promise<void>((settle) => {
      const forget = time.after(Number(element.attributes.timeLimit ?? 14_400), () => over(true))
      const unlisten = inputs.listen(call.sid, (input) => {
        if (element.attributes.hangupOnStar === 'true' && 'keys' in input && input.keys.includes('*')) over(true)
      })
      const over = (isLegDone: boolean): void => {
        forget()
        unlisten()
        released.delete(leg.sid)
        edges.plan(meeting, { members: [], hears: () => false })
        if (isLegDone) calls.end(leg, 'completed', 'the other side hung up')
        settle()
      }
      released.set(leg.sid, () => over(false))
      signal.addEventListener('abort', () => over(true), { once: true })
      if (signal.aborted) over(true)
    })
  }
  calls.onEnd((call) => released.get(call.sid)?.())

  return {
    /** The leg leaves the call it was dialled for. */
    release: (callSid: string): void => released.get(callSid)?.(),
    dial: async (run: VerbRun, targets: readonly XmlElement[]): Promise<Dialled> => {
      const { callerId } = run.element.attributes
      if (targets.some((one) => one.name === 'Number') && run.call.from.startsWith('client:') && !callerId) {
        log.warn({ call: run.call.sid, code: 13214 }, 'the sandbox carrier dials no number for a softphone without callerId')
        return { status: 'failed', leg: null, seconds: 0, isBridged: false }
      }
      const legs = targets.map((target) => ({ leg: openLeg(run, target), target }))
      const first = await firstOf(run, legs)
      if (first) await talk(run, first)
      const shown = first ?? legs.at(-1)?.leg ?? null
      const seconds = first?.startedAt ? time.between(first.startedAt, first.endedAt ?? time.now()) : 0
      return { status: first ? 'completed' : (shown?.status ?? 'failed'), leg: shown, seconds, isBridged: first !== null }
    },
  }
}
