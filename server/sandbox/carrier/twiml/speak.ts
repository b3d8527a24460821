import { readSound } from '../../../platform/sounds.ts'
import type { CallRecord } from '../shapes.ts'
import { wordsOf } from './document.ts'
import type { Studio, VerbRun } from './studio.ts'
import { whyNotSaid } from './voices.ts'
import type { XmlElement } from './xml.ts'

const LARGEST_SOUND = 10_000_000

/** How fast the carrier's voice speaks; slower than browsers do, so that a phone's own voice is not cut short. */
const CHARACTERS_PER_SECOND = 13
const LEAST_SECONDS = 1

/** Says, plays and pauses; each resolves when it is over or the signal cuts it short. */
export const createSpeak = ({ lines, time, webhooks }: Pick<Studio, 'lines' | 'time' | 'webhooks'>) => {
  const lasting = async (
    call: CallRecord,
    caption: { what: 'say' | 'play' | 'music'; text: string; language: string; times?: number },
    seconds: number,
    signal: AbortSignal,
  ): Promise<void> => {
    const shown = lines.caption(call.lineId, { sid: call.sid, ...caption })
    await time.pass(seconds, signal)
    shown.end()
  }
  const event = (call: CallRecord, text: string): void =>
    void lines.caption(call.lineId, { sid: call.sid, what: 'event', text, language: '' })
  const timesOf = (element: XmlElement): number => {
    const loop = Number(element.attributes.loop ?? 1)
    return loop === 0 ? 1_000 : loop
  }
  const say = async (call: CallRecord, element: XmlElement, signal: AbortSignal): Promise<void> => {
    const fault = whyNotSaid(element.attributes)
    if (fault) return event(call, `Not said here: ${fault}`)
    const text = wordsOf(element).replace(/\s+/g, ' ')
    const seconds = Math.max(LEAST_SECONDS, text.length / CHARACTERS_PER_SECOND)
    for (let n = timesOf(element); n > 0 && !signal.aborted; n--)
      await lasting(call, { what: 'say', text, language: element.attributes.language ?? 'en-US' }, seconds, signal)
  }
  const play = async (call: CallRecord, url: string, times: number, signal: AbortSignal): Promise<void> => {
    const sound = await webhooks.file(url, LARGEST_SOUND)
    if (signal.aborted) return
    // As the carrier does: a sound that cannot be had is passed over, and the call goes on. Only here it is told.
    if (!sound) return event(call, `Not heard here: ${url} could not be fetched`)
    const seconds = readSound(sound.body)?.seconds
    if (seconds === undefined) return event(call, `Not heard here: ${url} is neither WAV nor MP3`)
    await lasting(call, { what: 'play', text: url, language: '', times }, seconds * times, signal)
  }

  /** Carries out one of the three; `resolve` is of the document it stands in. */
  const speak = async ({ call, element, resolve, signal }: Pick<VerbRun, 'call' | 'element' | 'resolve' | 'signal'>): Promise<void> => {
    if (element.name === 'Say') await say(call, element, signal)
    if (element.name === 'Play') await play(call, resolve(element.text), timesOf(element), signal)
    if (element.name === 'Pause') await time.pass(Number(element.attributes.length ?? 1), signal)
  }
  return { speak, event }
}

export type Speak = ReturnType<typeof createSpeak>
