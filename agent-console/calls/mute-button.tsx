import { IconMicrophone, IconMicrophoneOff } from '@tabler/icons-react'
import { BarButton } from './bar-button.tsx'

export const MuteButton = ({ isMuted, toggle }: { isMuted: boolean; toggle(): void }) => (
  <BarButton
    label={isMuted ? 'Muted' : 'Mute'}
    keys="M, F2"
    icon={isMuted ? IconMicrophoneOff : IconMicrophone}
    isOn={isMuted}
    onClick={toggle}
  />
)
