import type { Method } from '../shapes.ts'
import type { Speak } from './speak.ts'
import type { Next, Studio, VerbRun } from './studio.ts'
import { whyNotHeard } from './voices.ts'

type Outcome = { type: 'keys'; digits: string; finishedOn: string } | { type: 'speech'; text: string } | { type: 'nothing' }

/** Collects keys or words. Without either the document goes on with its next verb, unless `actionOnEmptyResult` says otherwise. */
export const createGather =
  ({ inputs, time, calls }: Studio, { speak, event }: Speak) =>
  async (run: VerbRun): Promise<Next> => {
    const { call, element, document, resolve, signal } = run
    const { attributes } = element
    const fault = whyNotHeard(attributes)
    if (fault) {
      event(call, `Not listened here: ${fault}`)
      return { go: 'on' }
    }
    const wanted = (attributes.input ?? 'dtmf').split(/\s+/)
    const finishOnKey = attributes.finishOnKey ?? '#'
    const most = attributes.numDigits === undefined ? Number.POSITIVE_INFINITY : Number(attributes.numDigits)
    const seconds = Number(attributes.timeout ?? 5)
    const prompt = new AbortController()
    let digits = ''
    let forget = (): void => {}
    let unlisten = (): void => {}
    let stop = (): void => {}
    const outcome = await new Promise<Outcome>((settle) => {
      const finish = (with_: Outcome): void => {
        prompt.abort()
        settle(with_)
      }
      const silence = (): void => finish(digits ? { type: 'keys', digits, finishedOn: '' } : { type: 'nothing' })
      const arm = (): void => {
        forget()
        forget = time.after(seconds, silence)
      }
      unlisten = inputs.listen(call.sid, (input) => {
        if ('speech' in input) {
          if (wanted.includes('speech') && digits === '') finish({ type: 'speech', text: input.speech })
          return
        }
        if (!wanted.includes('dtmf')) return
        for (const key of input.keys.replace(/w/gi, '')) {
          prompt.abort()
          if (key === finishOnKey) return finish(digits ? { type: 'keys', digits, finishedOn: key } : { type: 'nothing' })
          digits += key
          if (digits.length >= most) return finish({ type: 'keys', digits, finishedOn: '' })
          arm()
        }
      })
      calls.show(call, {
        gather: { digits: wanted.includes('dtmf'), speech: wanted.includes('speech'), language: attributes.language ?? 'en-US' },
      })
      stop = () => finish({ type: 'nothing' })
      signal.addEventListener('abort', stop, { once: true })
      const prompts = async (): Promise<void> => {
        const both = AbortSignal.any([signal, prompt.signal])
        for (const child of element.children) if (!both.aborted) await speak({ call, element: child, resolve, signal: both })
        if (!both.aborted) arm()
      }
      prompts().catch(() => finish({ type: 'nothing' }))
    })
    forget()
    unlisten()
    // A call gathers many times while it lasts.
    signal.removeEventListener('abort', stop)
    if (!signal.aborted) calls.show(call, { gather: null })

    const action = attributes.action ? resolve(attributes.action) : document.url
    const ask = (params: Record<string, string>): Next => ({
      go: 'ask',
      url: action,
      method: (attributes.method ?? 'POST') as Method,
      params: { msg: 'Gather End', ...params },
    })
    if (outcome.type === 'keys') return ask({ Digits: outcome.digits, FinishedOnKey: outcome.finishedOn })
    // What is typed at the phone page is exactly what was said.
    if (outcome.type === 'speech') return ask({ SpeechResult: outcome.text, Confidence: '1.0', Language: attributes.language ?? 'en-US' })
    return attributes.actionOnEmptyResult === 'true' ? ask({ Digits: '' }) : { go: 'on' }
  }
