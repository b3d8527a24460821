import { callbackTo } from '../callback-to.ts'
import type { Method } from '../shapes.ts'
import type { Speak } from './speak.ts'
import type { Next, Studio, VerbRun } from './studio.ts'

/** Takes a message. Ends by a key, by `maxLength` or by hanging up; silence is not measured here. Also after a hang-up the action is asked once. */
export const createRecord =
  ({ inputs, time, calls, recordings, webhooks }: Studio, { event }: Speak) =>
  async ({ call, element, document, resolve, signal }: VerbRun): Promise<Next> => {
    const { attributes } = element
    const finishOn = attributes.finishOnKey ?? '1234567890*#'
    if (attributes.playBeep !== 'false') event(call, 'beep')
    const recording = recordings.start(call, {
      source: 'RecordVerb',
      callback: callbackTo(
        attributes.recordingStatusCallback,
        attributes.recordingStatusCallbackMethod,
        attributes.recordingStatusCallbackEvent ?? 'completed',
        resolve,
      ),
    })
    const key = await new Promise<string>((settle) => {
      const forget = time.after(Number(attributes.maxLength ?? 3600), () => settle(''))
      const unlisten = inputs.listen(call.sid, (input) => {
        const pressed = 'keys' in input ? [...input.keys].find((one) => finishOn.includes(one)) : undefined
        if (pressed) done(pressed)
      })
      const done = (value: string): void => {
        forget()
        unlisten()
        settle(value)
      }
      if (signal.aborted) done('hangup')
      signal.addEventListener('abort', () => done('hangup'), { once: true })
    })
    recordings.stop(recording)
    const asked = {
      url: attributes.action ? resolve(attributes.action) : document.url,
      method: (attributes.method ?? 'POST') as Method,
      params: {
        RecordingSid: recording.sid,
        RecordingUrl: recordings.url(recording),
        RecordingDuration: String(recordings.seconds(recording)),
        Digits: key,
      },
    }
    if (signal.aborted) {
      // The caller has gone: the door hears of the message, and its answer plays to nobody.
      if (signal.reason === 'ended') await webhooks.ask(asked, { ...calls.params(call), ...asked.params })
      return { go: 'end' }
    }
    return { go: 'ask', ...asked }
  }
