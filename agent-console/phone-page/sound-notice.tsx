import { IconMicrophoneOff, IconVolumeOff } from '@tabler/icons-react'
import { useStore } from '../desk/use-store.ts'
import { faultWords } from '../softphone/media/microphone-fault.ts'
import type { Sound } from './sound.ts'

const icon = { size: 17, stroke: 1.75, 'aria-hidden': true } as const

/** Says why nobody hears this page, or why this page hears nobody. Calls go on all the same. */
export const SoundNotice = ({ sound }: { sound: Sound }) => {
  const { microphone, isBlocked } = useStore(sound.state)
  if (microphone.name === 'silent')
    return (
      <p className="ban warn" role="status">
        <IconMicrophoneOff {...icon} />
        <span>{faultWords[microphone.fault]} Until then calls work, but nobody hears this side.</span>
        <button type="button" className="lk" onClick={sound.again}>
          Try again
        </button>
      </p>
    )
  if (!isBlocked) return null
  return (
    <p className="ban warn" role="status">
      <IconVolumeOff {...icon} />
      <span>The browser keeps this page silent until you click somewhere on it.</span>
    </p>
  )
}
