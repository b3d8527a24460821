import { createStore, type Store } from '../../desk/store.ts'
import { faultOf, type MicrophoneFault } from './microphone-fault.ts'

/** What a page can say about the microphone. `silent`: calls go on, nobody hears this side. */
export type MicrophoneState = { name: 'off' | 'asking' | 'on' } | { name: 'silent'; fault: MicrophoneFault }

const asked = (deviceId: string): MediaStreamConstraints => ({
  audio: {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    ...(deviceId ? { deviceId: { exact: deviceId } } : {}),
  },
})

/** Opens a microphone. Rejects with what the browser says; `faultOf` names it. A chosen one that is gone gives way to the system's own. */
export const openMicrophone = async (deviceId: string): Promise<MediaStream> => {
  // A page that is not safe has no devices at all.
  if (!navigator.mediaDevices) throw Object.assign(new Error('no devices'), { name: 'unsafe' })
  try {
    return await navigator.mediaDevices.getUserMedia(asked(deviceId))
  } catch (error) {
    if (deviceId && faultOf(error) === 'missing') return navigator.mediaDevices.getUserMedia(asked(''))
    throw error
  }
}

export interface Microphone {
  /** What is said, or silence: it is there before and after there is a microphone, so calls need not know. */
  node: AudioNode
  state: Store<MicrophoneState>
  /** Opens or changes it. Never rejects: without one this side is silent and `state` says why. */
  use(deviceId: string): Promise<void>
  /** Lets go of the device; the browser's sign that it listens goes out. */
  release(): void
}

export const createMicrophone = (context: AudioContext): Microphone => {
  const node = context.createGain()
  const state = createStore<MicrophoneState>({ name: 'off' })
  let open: { stream: MediaStream; source: AudioNode } | undefined
  let attempt = 0

  const drop = (): void => {
    open?.source.disconnect()
    for (const track of open?.stream.getTracks() ?? []) track.stop()
    open = undefined
  }
  const use = async (deviceId: string): Promise<void> => {
    const mine = ++attempt
    if (!open) state.set({ name: 'asking' })
    try {
      const stream = await openMicrophone(deviceId)
      if (mine !== attempt) {
        for (const track of stream.getTracks()) track.stop()
        return
      }
      drop()
      const source = context.createMediaStreamSource(stream)
      source.connect(node)
      open = { stream, source }
      // A headset that is pulled out: whatever the system offers instead is better than silence.
      stream.getAudioTracks()[0]?.addEventListener('ended', () => mine === attempt && void use(''))
      state.set({ name: 'on' })
    } catch (error) {
      if (mine !== attempt) return
      drop()
      state.set({ name: 'silent', fault: faultOf(error) })
    }
  }
  return {
    node,
    state,
    use,
    release: () => {
      attempt += 1
      drop()
      state.set({ name: 'off' })
    },
  }
}
