import { type DialAnswer, phoneToken } from '../../server/sandbox/carrier/wire.ts'
import { messageOf } from '../desk/desk-error.ts'
import { createStore, type Store } from '../desk/store.ts'
import { connectMedia } from '../softphone/carrier/connect-media.ts'
import { createCarrierLine, type LineState } from '../softphone/carrier/line.ts'
import type { CallMedia } from '../softphone/media/call-media.ts'
import { playKey, startRingback, startRinging } from '../softphone/media/tones.ts'
import type { Sound } from './sound.ts'
import { uploadFile } from './upload-file.ts'
import { type PhoneView, viewOf } from './view.ts'

/** One telephone. What it shows is what the carrier says of its line; it decides nothing itself. */
export interface Phone {
  line: Store<LineState>
  view: Store<PhoneView>
  isMuted: Store<boolean>
  isLoud: Store<boolean>
  /** What the carrier did not do, for people; empty when all is well. */
  fault: Store<string>
  dial(to: string): void
  answer(): void
  decline(): void
  hangUp(): void
  /** Plays the key, and sends it when a call goes on. */
  press(key: string): void
  /** Typed speech, for a machine that listens. */
  say(text: string): void
  /** Resolves with whether it went; with a picture, that goes first. */
  text(to: string, text: string, picture: File | null): Promise<boolean>
  mute(isMuted: boolean): void
  loud(isLoud: boolean): void
  levels(): { local: number; remote: number }
  close(): void
}

/** An ear piece at arm's length. */
const QUIET = 0.15

export const createPhone = ({ key, number, sound }: { key: string; number: string; sound: Sound }): Phone => {
  const line = createCarrierLine({ token: () => phoneToken(number, key) })
  const view = createStore(viewOf(new Map()))
  const isMuted = createStore(false)
  const isLoud = createStore(true)
  const fault = createStore('')
  let media: { sid: string; one: CallMedia; letGo(): void } | undefined
  let ringing: { as: string; stop(): void } | undefined

  const tell = (verb: string, body: object): void => {
    fault.set('')
    void line.say(verb, body).catch((error: unknown) => fault.set(messageOf(error)))
  }
  const tellCall = (verb: string, more: object = {}): void => {
    const { call } = view.get()
    if (call && call.state !== 'ended') tell(verb, { sid: call.sid, ...more })
  }

  const closeMedia = (): void => {
    media?.one.close()
    media?.letGo()
    media = undefined
    isMuted.set(false)
  }
  /** The sound follows the call, also one that is found again after the page was loaded anew. */
  const followMedia = ({ call }: PhoneView): void => {
    const wanted = call && (call.state === 'live' || (call.direction === 'out' && call.state !== 'ended')) ? call : null
    if (media && media.sid !== wanted?.sid) closeMedia()
    if (!wanted || media) return
    const one = connectMedia({ line, sid: wanted.sid, audio: sound.audio(), microphone: sound.microphone().node })
    media = { sid: wanted.sid, one, letGo: sound.take() }
    one.setVolume(isLoud.get() ? 1 : QUIET)
    isMuted.set(wanted.isSelfMuted)
    one.mute(wanted.isSelfMuted)
  }
  const followRinging = ({ call }: PhoneView): void => {
    const as = call?.state === 'ringing' ? `${call.sid} ${call.direction}` : ''
    if (as === (ringing?.as ?? '')) return
    ringing?.stop()
    ringing = undefined
    if (as) ringing = { as, stop: call?.direction === 'in' ? startRinging(sound.audio().output) : startRingback(sound.audio().output) }
  }
  const follow = (): void => {
    const now = viewOf(line.rows.get())
    view.set(now)
    followMedia(now)
    followRinging(now)
    for (const sid of now.unwanted) tell('decline', { sid })
  }
  line.rows.subscribe(follow)

  return {
    line: line.state,
    view,
    isMuted,
    isLoud,
    fault,
    dial: (to) => {
      fault.set('')
      // The browser lets a page be heard only after a touch, which this is.
      sound.audio()
      line.say<DialAnswer>('dial', { to, params: {}, isWithheld: false }).catch((error: unknown) => fault.set(messageOf(error)))
    },
    answer: () => tellCall('answer'),
    decline: () => tellCall('decline'),
    hangUp: () => tellCall('hang-up'),
    press: (pressed) => {
      playKey(sound.audio().output, pressed)
      if (view.get().call?.state === 'live') tellCall('digits', { digits: pressed })
    },
    say: (text) => tellCall('speech', { text }),
    text: async (to, text, picture) => {
      fault.set('')
      try {
        await line.say('text', { to, text, uploads: picture ? [await uploadFile(picture)] : [] })
        return true
      } catch (error) {
        fault.set(messageOf(error))
        return false
      }
    },
    mute: (wanted) => {
      isMuted.set(wanted)
      media?.one.mute(wanted)
      tellCall('mute', { isMuted: wanted })
    },
    loud: (wanted) => {
      isLoud.set(wanted)
      media?.one.setVolume(wanted ? 1 : QUIET)
    },
    levels: () => media?.one.levels() ?? { local: 0, remote: 0 },
    close: () => {
      ringing?.stop()
      closeMedia()
      line.close()
    },
  }
}
