import { createStore, type Store } from '../desk/store.ts'
import { type DeviceList, listFrom } from './list-devices.ts'
import { createAudio } from './media/audio.ts'
import { createMeter } from './media/meter.ts'
import { createMicrophone, type MicrophoneState } from './media/microphone.ts'
import { playRingTone } from './media/ring-tone.ts'
import { canChooseSink } from './media/sink.ts'

const none: DeviceList = { microphones: [], speakers: [], isNamed: false, canChooseSpeaker: false }

/** The devices of this computer, followed while somebody looks. */
export const watchDevices = (): { list: Store<DeviceList>; again(): Promise<void>; stop(): void } => {
  const list = createStore<DeviceList>(none)
  const again = async (): Promise<void> => {
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? []
    list.set(listFrom(all, canChooseSink()))
  }
  const follow = (): void => void again().catch(() => {})
  navigator.mediaDevices?.addEventListener('devicechange', follow)
  follow()
  return { list, again, stop: () => navigator.mediaDevices?.removeEventListener('devicechange', follow) }
}

/** A test of the devices, without any call. */
export interface DeviceTest {
  microphone: Store<MicrophoneState>
  chooseMicrophone(deviceId: string): Promise<void>
  chooseSpeaker(deviceId: string): Promise<boolean>
  /** 0 to 1. */
  level(): number
  playTone(): void
  stop(): Promise<void>
}

export const startDeviceTest = (): DeviceTest => {
  const audio = createAudio()
  const microphone = createMicrophone(audio.context)
  const level = createMeter(microphone.node)
  return {
    microphone: microphone.state,
    chooseMicrophone: microphone.use,
    chooseSpeaker: audio.chooseSpeaker,
    level,
    playTone: () => playRingTone(audio.output, -9),
    stop: async () => {
      microphone.release()
      await audio.close()
    },
  }
}
