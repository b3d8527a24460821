import type { LineCaption } from '../../../server/sandbox/carrier/wire.ts'
import { changesOf } from './changes.ts'
import { holdMusic } from './hold-music.ts'

/** What the carrier says and plays on a call, made here: speech by the browser where it has a voice, music from an address or from nothing. */
export interface Prompts {
  /** Captions by their id; only those that go on now are heard. */
  follow(captions: ReadonlyMap<string, LineCaption>): void
  close(): void
}

/** Addresses of the desk itself only, under whatever name of this computer the page was opened. */
const ownAddress = (text: string): string | undefined => {
  try {
    const url = new URL(text, location.href)
    const isHere = url.port === location.port && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname)
    return url.origin === location.origin || isHere ? url.pathname + url.search : undefined
  } catch {
    return undefined
  }
}

const fetched = async (context: AudioContext, address: string): Promise<AudioBuffer | undefined> => {
  const own = ownAddress(address)
  if (!own) return undefined
  const answer = await fetch(own)
  return answer.ok ? context.decodeAudioData(await answer.arrayBuffer()) : undefined
}

const startMusic = (to: AudioNode, { text, times }: LineCaption): (() => void) => {
  const context = to.context as AudioContext
  let source: AudioBufferSourceNode | undefined
  let isOver = false
  const begin = async (): Promise<void> => {
    const buffer = text ? await fetched(context, text) : await holdMusic()
    if (!buffer || isOver) return
    source = new AudioBufferSourceNode(context, { buffer, loop: times !== 1 })
    source.connect(to)
    source.start(0, 0, ...(times > 1 ? [buffer.duration * times] : []))
  }
  // What cannot be played stays a caption.
  begin().catch(() => {})
  return () => {
    isOver = true
    source?.stop()
  }
}

/** Speech does not run through the audio graph: it is as loud as `volume()` says when it begins. */
const startSpeech = ({ text, language }: LineCaption, volume: () => number): (() => void) => {
  if (typeof speechSynthesis === 'undefined' || volume() === 0) return () => {}
  const utterance = new SpeechSynthesisUtterance(text)
  utterance.lang = language
  utterance.volume = volume()
  const voices = speechSynthesis.getVoices()
  const voice = voices.find((one) => one.lang === language) ?? voices.find((one) => one.lang.split('-')[0] === language.split('-')[0])
  if (voice) utterance.voice = voice
  speechSynthesis.speak(utterance)
  let isOver = false
  utterance.onend = () => {
    isOver = true
  }
  return () => {
    // Cancelling silences every phone of this page, so only what still speaks does.
    if (!isOver) speechSynthesis.cancel()
  }
}

export const createPrompts = ({ to, volume }: { to: AudioNode; volume(): number }): Prompts => {
  const held = new Map<string, () => void>()
  const stop = (id: string): void => {
    held.get(id)?.()
    held.delete(id)
  }
  return {
    follow: (captions) => {
      const wanted = new Map([...captions].filter(([, one]) => one.isNow && ['say', 'play', 'music'].includes(one.what)))
      const changes = changesOf(held, wanted, () => false)
      for (const id of changes.close) stop(id)
      for (const [id, one] of changes.open) held.set(id, one.what === 'say' ? startSpeech(one, volume) : startMusic(to, one))
    },
    close: () => {
      for (const id of [...held.keys()]) stop(id)
    },
  }
}
