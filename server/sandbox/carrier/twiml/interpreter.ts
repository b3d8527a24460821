import type { CallRecord, DocumentAddress, Method } from '../shapes.ts'
import type { WebhookAnswer } from '../webhook.ts'
import { createDial } from './dial.ts'
import { readDocument, readTwiml } from './document.ts'
import { createGather } from './gather.ts'
import { createRecord } from './record.ts'
import { createSpeak } from './speak.ts'
import { BadAddress, type Next, type Studio, type VerbRun } from './studio.ts'
import type { XmlElement } from './xml.ts'

/** What a call is to do: ask an address, carry out a document it was given, or go on where it was before a restart. */
export type Source = { ask: Pick<DocumentAddress, 'url' | 'method'>; params?: Record<string, string> } | { twiml: string } | { goOn: true }

interface Running {
  verbs: XmlElement[]
  twiml: string
  url: string
  method: Method
}

export interface Interpreter {
  /** Takes the call out of whatever it does. */
  run(call: CallRecord, source: Source): void
}

const CLOSING: XmlElement = {
  name: 'Say',
  attributes: {},
  children: [],
  text: 'We are sorry. An application error has occurred. Goodbye.',
}

export const createInterpreter = (studio: Studio): Interpreter => {
  const { calls, webhooks, log } = studio
  const speaking = createSpeak(studio)
  const gather = createGather(studio, speaking)
  const record = createRecord(studio, speaking)
  const dialling = createDial(studio, speaking)
  const runs = new Map<string, AbortController>()
  calls.onEnd((call) => {
    runs.get(call.sid)?.abort('ended')
    runs.delete(call.sid)
  })

  const read = (answer: WebhookAnswer, url: string) => (answer.ok ? readDocument(answer, url) : { code: answer.code, why: answer.why })
  /** The document at an address, or the fallback's. Null: neither can be had, and the caller was told so. */
  const askFor = async (
    call: CallRecord,
    asked: { url: string; method: Method; params?: Record<string, string> },
    signal: AbortSignal,
  ): Promise<Running | null> => {
    const params = { ...calls.params(call), ...(call.direction === 'inbound' ? call.params : {}), ...asked.params }
    const first = read(await webhooks.ask(asked, params), asked.url)
    if (signal.aborted) return null
    if ('verbs' in first) return { ...first, ...asked }
    log.warn({ call: call.sid, code: first.code, why: first.why }, 'the sandbox carrier could not run a document')
    const { fallbackUrl, fallbackMethod } = call.source ?? { fallbackUrl: null, fallbackMethod: 'POST' as const }
    if (fallbackUrl) {
      const fallback = { url: fallbackUrl, method: fallbackMethod }
      const second = read(await webhooks.ask(fallback, { ...params, ErrorCode: String(first.code), ErrorUrl: asked.url }), fallbackUrl)
      if (signal.aborted) return null
      if ('verbs' in second) return { ...second, ...fallback }
      log.warn({ call: call.sid, code: second.code, why: second.why }, 'the sandbox carrier could not run the fallback either')
    }
    calls.become(call, 'in-progress')
    await speaking.speak({ call, element: CLOSING, resolve: (url) => url, signal })
    return null
  }
  const begin = async (call: CallRecord, source: Source, signal: AbortSignal): Promise<{ running: Running; index: number } | null> => {
    const at = call.position
    if ('goOn' in source && at) {
      const again = at.twiml ? readTwiml(at.twiml) : { code: 0 }
      return 'verbs' in again ? { running: { ...at, verbs: again.verbs }, index: at.index } : null
    }
    if ('twiml' in source) {
      const read = readTwiml(source.twiml)
      if ('verbs' in read) return { running: { ...read, url: '', method: 'POST' }, index: 0 }
      log.warn({ call: call.sid, ...read }, 'the sandbox carrier could not run a document')
      await speaking.speak({ call, element: CLOSING, resolve: (url) => url, signal })
      return null
    }
    const asked = 'ask' in source ? { ...source.ask, ...(source.params ? { params: source.params } : {}) } : call.source
    const running = asked && (await askFor(call, asked, signal))
    return running ? { running, index: 0 } : null
  }

  const perform = async (run: VerbRun): Promise<Next> => {
    const { call, element, resolve } = run
    switch (element.name) {
      case 'Gather':
        return gather(run)
      case 'Record':
        return record(run)
      case 'Dial':
        return dialling.dial(run)
      case 'Redirect':
        return { go: 'ask', url: resolve(element.text), method: (element.attributes.method ?? 'POST') as Method }
      case 'Hangup':
        calls.end(call, 'completed', 'the other side hung up')
        return { go: 'end' }
      case 'Reject':
        // (?) Which state a refused call ends in: busy for `busy`, no answer otherwise.
        calls.end(
          call,
          element.attributes.reason === 'busy' ? 'busy' : 'no-answer',
          element.attributes.reason === 'busy' ? 'busy' : 'declined',
        )
        return { go: 'end' }
      default:
        await speaking.speak(run)
        return { go: 'on' }
    }
  }
  const document = async (call: CallRecord, running: Running, from: number, signal: AbortSignal, isScreening: boolean): Promise<Next> => {
    const resolve = (url: string): string => {
      if (!URL.canParse(url, running.url || undefined)) throw new BadAddress(url)
      return new URL(url, running.url || undefined).href
    }
    for (const [index, element] of running.verbs.entries()) {
      if (index < from) continue
      // A call is answered by the first verb that needs it to be.
      if (element.name !== 'Reject' && element.name !== 'Redirect') calls.become(call, 'in-progress')
      call.position = { twiml: running.twiml, url: running.url, method: running.method, index }
      calls.keep(call)
      const screen: VerbRun['screen'] = async (leg, address) => {
        await follow(leg, { ask: address }, signal, true)
        return !calls.isOver(leg)
      }
      const next = await perform({ call, element, document: running, resolve, signal, isScreening, screen })
      if (signal.aborted || next.go !== 'on') return next
    }
    return { go: 'end' }
  }
  /** From document to document until one ends without a next. */
  const follow = async (call: CallRecord, source: Source, signal: AbortSignal, isScreening = false): Promise<void> => {
    let now = await begin(call, source, signal)
    while (now && !signal.aborted) {
      const next = await document(call, now.running, now.index, signal, isScreening)
      if (signal.aborted || next.go !== 'ask') break
      const running = await askFor(call, next, signal)
      now = running ? { running, index: 0 } : null
    }
  }

  return {
    run: (call, source) => {
      runs.get(call.sid)?.abort('replaced')
      dialling.release(call.sid)
      const abort = new AbortController()
      runs.set(call.sid, abort)
      follow(call, source, abort.signal)
        .catch((error: unknown) => {
          const code = error instanceof BadAddress ? 11100 : 0
          log.warn({ call: call.sid, code, err: error }, 'the sandbox carrier gave a document up')
        })
        .finally(() => {
          if (!abort.signal.aborted) calls.end(call, 'completed', 'the other side hung up')
        })
    },
  }
}
