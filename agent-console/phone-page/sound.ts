import { createStore, type Store } from '../desk/store.ts'
import { type Audio, createAudio } from '../softphone/media/audio.ts'
import { createMicrophone, type Microphone, type MicrophoneState } from '../softphone/media/microphone.ts'

/** The ears and the mouth of the page: one for all its phones, made when the first one needs them. */
export interface Sound {
  audio(): Audio
  microphone(): Microphone
  /** A call begins: the microphone is on until the last one has let go. */
  take(): () => void
  state: Store<{ microphone: MicrophoneState; isBlocked: boolean }>
  /** After the person has allowed it, or plugged one in. */
  again(): void
}

export const createSound = (): Sound => {
  const state = createStore<{ microphone: MicrophoneState; isBlocked: boolean }>({ microphone: { name: 'off' }, isBlocked: false })
  let made: { audio: Audio; microphone: Microphone } | undefined
  let takers = 0
  const make = (): { audio: Audio; microphone: Microphone } => {
    if (made) return made
    const audio = createAudio()
    const microphone = createMicrophone(audio.context)
    const follow = (): void => state.set({ microphone: microphone.state.get(), isBlocked: audio.isBlocked.get() })
    audio.isBlocked.subscribe(follow)
    microphone.state.subscribe(follow)
    made = { audio, microphone }
    follow()
    return made
  }
  return {
    audio: () => make().audio,
    microphone: () => make().microphone,
    state,
    take: () => {
      takers += 1
      if (takers === 1) void make().microphone.use('')
      let isTaken = true
      return () => {
        if (!isTaken) return
        isTaken = false
        takers -= 1
        if (takers === 0) make().microphone.release()
      }
    },
    again: () => void (takers > 0 && make().microphone.use('')),
  }
}
