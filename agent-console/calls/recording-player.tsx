import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { CallView } from '../../server/calls/wire.ts'
import { get } from '../desk/call.ts'
import { messageOf } from '../desk/desk-error.ts'
import { clock } from './call-words.ts'
import { peaksOf } from './peaks.ts'

const BARS = 120
const speeds = [1, 1.25, 1.5, 2]

interface Sound {
  url: string
  peaks: number[]
  seconds: number
}

/** The sound is fetched once it is wanted: opening a case plays nothing and is noted nowhere; playing a recording is. */
const loadSound = async (callId: string, recordingId: string, signal: AbortSignal): Promise<Sound> => {
  const { url } = await get<{ url: string }>(`/calls/${callId}/recording-link`, { recordingId }, signal)
  const bytes = await (await fetch(url, { signal })).arrayBuffer()
  const context = new AudioContext()
  try {
    const decoded = await context.decodeAudioData(bytes)
    return { url, peaks: peaksOf(decoded.getChannelData(0), BARS), seconds: decoded.duration }
  } finally {
    void context.close()
  }
}

interface PlayerProps {
  callId: string
  recording: CallView['recordings'][number]
  /** How it is called: the recording. */
  name: string
  children?: ReactNode
}

export const RecordingPlayer = ({ callId, recording, name, children }: PlayerProps) => {
  const [isWanted, setWanted] = useState(false)
  const [isPlaying, setPlaying] = useState(false)
  const [atS, setAtS] = useState(0)
  const [speed, setSpeed] = useState(1)
  const audio = useRef<HTMLAudioElement>(null)
  const { data, error } = useQuery({
    queryKey: ['recording', callId, recording.id],
    queryFn: ({ signal }) => loadSound(callId, recording.id, signal),
    enabled: isWanted,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  useEffect(() => {
    if (data && audio.current) void audio.current.play().catch(() => setPlaying(false))
  }, [data])
  const seconds = data?.seconds ?? recording.seconds
  const toggle = () => {
    setWanted(true)
    if (!audio.current) return
    if (audio.current.paused) void audio.current.play()
    else audio.current.pause()
  }
  const seek = (toS: number) => {
    const next = Math.min(Math.max(0, toS), seconds)
    setAtS(next)
    if (audio.current) audio.current.currentTime = next
  }
  const faster = () => {
    const next = speeds[(speeds.indexOf(speed) + 1) % speeds.length] ?? 1
    setSpeed(next)
    if (audio.current) audio.current.playbackRate = next
  }
  return (
    <div className="player">
      <button type="button" className="play" aria-label={`${isPlaying ? 'Pause' : 'Play'} ${name}`} onClick={toggle}>
        {isPlaying ? <IconPlayerPauseFilled size={14} aria-hidden /> : <IconPlayerPlayFilled size={14} aria-hidden />}
      </button>
      <span className="tc">{clock(atS * 1000)}</span>
      <input
        type="range"
        className="wave"
        aria-label={`Place in ${name}`}
        aria-valuetext={`${clock(atS * 1000)} of ${clock(seconds * 1000)}`}
        min={0}
        max={seconds}
        step={0.1}
        value={atS}
        onChange={(event) => seek(Number(event.currentTarget.value))}
      />
      <svg className="wave-s" viewBox={`0 0 ${BARS * 4} 26`} preserveAspectRatio="none" aria-hidden>
        {data ? null : <rect y={12} width={BARS * 4} height={2} rx={1} />}
        {data?.peaks.map((peak, at) => (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
            key={at}
            x={at * 4}
            width={2}
            y={13 - Math.max(1, peak * 12)}
            height={Math.max(2, peak * 24)}
            rx={1}
            className={seconds > 0 && at / BARS <= atS / seconds && atS > 0 ? 'on' : ''}
          />
        ))}
      </svg>
      <span className="tc">{clock(seconds * 1000)}</span>
      <button type="button" className="spd" aria-label={`Speed ${speed}`} onClick={faster}>
        {speed}×
      </button>
      {children}
      {/* biome-ignore lint/a11y/useMediaCaption: a recording has its notes beside it; there is no transcript */}
      <audio
        ref={audio}
        src={data?.url}
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setPlaying(false)}
        onTimeUpdate={(event) => setAtS(event.currentTarget.currentTime)}
      />
      {error ? <p className="rec-n">The recording did not load: {messageOf(error)}</p> : null}
    </div>
  )
}
