import { IconMicrophone, IconMicrophoneOff, IconPhone, IconPhoneOff, IconVolume, IconVolume3 } from '@tabler/icons-react'
import { useStore } from '../desk/use-store.ts'
import { aimOf } from './aim.ts'
import { LevelDot } from './level-dot.tsx'
import type { Placed } from './phones.ts'

const small = { size: 20, stroke: 1.75, 'aria-hidden': true } as const
const large = { size: 22, stroke: 1.75, 'aria-hidden': true } as const

export const CallButtons = ({ placed }: { placed: Placed }) => {
  const { phone } = placed
  const line = useStore(phone.line)
  const { call } = useStore(phone.view)
  const isMuted = useStore(phone.isMuted)
  const isLoud = useStore(phone.isLoud)
  const aim = aimOf(placed.to, line)
  const isLive = call?.state === 'live'
  if (call?.state === 'ringing' && call.direction === 'in')
    return (
      <div className="ph-a">
        <button type="button" className="rnd end" aria-label="Decline" onClick={phone.decline}>
          <IconPhoneOff {...large} />
        </button>
        <button type="button" className="rnd go" aria-label="Answer" onClick={phone.answer}>
          <IconPhone {...large} />
        </button>
      </div>
    )
  return (
    <div className="ph-a">
      <button
        type="button"
        className="rnd"
        aria-label="Mute"
        aria-pressed={isMuted}
        disabled={!isLive}
        onClick={() => phone.mute(!isMuted)}
      >
        {isMuted ? <IconMicrophoneOff {...small} /> : <IconMicrophone {...small} />}
        {isLive && !isMuted ? <LevelDot read={() => phone.levels().local} /> : null}
      </button>
      {call && call.state !== 'ended' ? (
        <button type="button" className="rnd end" aria-label="Hang up" onClick={phone.hangUp}>
          <IconPhoneOff {...large} />
        </button>
      ) : (
        <button
          type="button"
          className="rnd go"
          aria-label="Call"
          disabled={line.name !== 'ready' || aim === ''}
          onClick={() => phone.dial(aim)}
        >
          <IconPhone {...large} />
        </button>
      )}
      <button
        type="button"
        className="rnd"
        aria-label="Loudspeaker"
        aria-pressed={isLoud}
        disabled={!isLive}
        onClick={() => phone.loud(!isLoud)}
      >
        {isLoud ? <IconVolume {...small} /> : <IconVolume3 {...small} />}
        {isLive ? <LevelDot read={() => phone.levels().remote} /> : null}
      </button>
    </div>
  )
}
