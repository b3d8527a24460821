import { Modal, NativeSelect } from '@mantine/core'
import { IconMicrophoneOff, IconVolume } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { TestCallPart } from '../calls/test-call-part.tsx'
import { createStore } from '../desk/store.ts'
import { useStore } from '../desk/use-store.ts'
import { deviceChoice } from './device-choice.ts'
import { type DeviceTest, startDeviceTest, watchDevices } from './devices.ts'
import { HeadsetPart } from './headset/headset-part.tsx'
import type { Device } from './list-devices.ts'
import type { MicrophoneState } from './media/microphone.ts'
import { faultWords } from './media/microphone-fault.ts'
import { useLevel } from './use-level.ts'
import './sound-dialog.css'

const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const

const choicesOf = (devices: readonly Device[], chosen: string) => [
  { value: '', label: 'As the system chooses' },
  ...devices.map(({ id, name }) => ({ value: id, label: name })),
  // What was chosen and is unplugged now comes back with its plug.
  ...(chosen && !devices.some(({ id }) => id === chosen) ? [{ value: chosen, label: 'Not plugged in' }] : []),
]

const off = createStore<MicrophoneState>({ name: 'off' })

const Meter = ({ read }: { read(): number }) => (
  <div className="snd-m" aria-hidden>
    <i ref={useLevel<HTMLElement>(read)} />
  </div>
)

/** Which devices calls use, and whether they work: by themselves, and in a call to nobody. */
export const SoundDialog = ({ close }: { close(): void }) => {
  const choice = useStore(deviceChoice)
  const [watched] = useState(watchDevices)
  const list = useStore(watched.list)
  const [test, setTest] = useState<DeviceTest | null>(null)
  const microphone = useStore(test?.microphone ?? off)
  useEffect(() => watched.stop, [watched])
  useEffect(() => {
    const started = startDeviceTest()
    setTest(started)
    return () => void started.stop()
  }, [])
  const { microphoneId, speakerId, ringId } = choice
  // Devices have names only once the microphone was allowed.
  useEffect(() => {
    void test?.chooseMicrophone(microphoneId).then(watched.again)
  }, [test, microphoneId, watched])
  const play = (deviceId: string) =>
    void test
      ?.chooseSpeaker(deviceId)
      .catch(() => false)
      .then(() => test.playTone())
  return (
    <Modal opened onClose={close} title="Sound and microphone" size={440}>
      <div className="form snd">
        <div>
          <NativeSelect
            label="Microphone"
            data={choicesOf(list.microphones, microphoneId)}
            value={microphoneId}
            onChange={(event) => deviceChoice.set({ ...choice, microphoneId: event.currentTarget.value })}
          />
          {microphone.name === 'silent' ? (
            <p className="ban warn" role="alert">
              <IconMicrophoneOff {...icon} />
              <span>{faultWords[microphone.fault]}</span>
              <button type="button" className="lk" onClick={() => void test?.chooseMicrophone(microphoneId).then(watched.again)}>
                Try again
              </button>
            </p>
          ) : (
            <>
              <Meter read={() => test?.level() ?? 0} />
              <p className="mut">Say something: the bar moves with it.</p>
            </>
          )}
        </div>
        {list.canChooseSpeaker ? (
          <>
            <div className="snd-o">
              <NativeSelect
                label="Calls are heard on"
                data={choicesOf(list.speakers, speakerId)}
                value={speakerId}
                onChange={(event) => deviceChoice.set({ ...choice, speakerId: event.currentTarget.value })}
              />
              <button type="button" className="btn" onClick={() => play(speakerId)}>
                <IconVolume {...icon} />
                Play a tone
              </button>
            </div>
            <div className="snd-o">
              <NativeSelect
                label="Offers ring on"
                data={choicesOf(list.speakers, ringId)}
                value={ringId}
                onChange={(event) => deviceChoice.set({ ...choice, ringId: event.currentTarget.value })}
              />
              <button type="button" className="btn" onClick={() => play(ringId)}>
                <IconVolume {...icon} />
                Ring
              </button>
            </div>
          </>
        ) : (
          <div className="snd-o">
            <p className="mut">In this browser the system chooses where calls are heard.</p>
            <button type="button" className="btn" onClick={() => play('')}>
              <IconVolume {...icon} />
              Play a tone
            </button>
          </div>
        )}
        <TestCallPart hasMicrophone={microphone.name === 'on'} />
        <HeadsetPart />
        <div className="acts">
          <button type="button" className="btn pri" onClick={close}>
            Done
          </button>
        </div>
      </div>
    </Modal>
  )
}
