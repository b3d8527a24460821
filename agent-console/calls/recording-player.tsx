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

type Recording = CallView['recordings'][number]
interface Sound {
  url: string
  peaks: number[]
  /** Where the shape was known, the sound says it itself. */
  seconds?: number
}

/** The shape the desk knows of; undefined of a recording of an older version, or whose file had none to read. */
const shapeOf = ({ peaks }: Recording): number[] | undefined =>
  peaks &&
  peaksOf(
    Float32Array.from(peaks, (one) => one / 100),
    BARS,
  )

/**
 * The sound is fetched once it is wanted: opening a case plays nothing and is noted nowhere; playing a recording is. Whose shape is not known is loaded
 * as a whole for it.
 */
const loadSound = async (callId: string, recording: Recording, signal: AbortSignal): Promise<Sound> => {
  const { url } = await get<{ url: string }>(`/calls/${callId}/recording-link`, { recordingId: recording.id }, signal)
  const known = shapeOf(recording)
  if (known) return { url, peaks: known }
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
  recording: Recording
  /** How it is called: the recording. */
  name: string
  children?: ReactNode
}

export const RecordingPlayer = ({ callId, recording, name, children }: PlayerProps) => {
  const [isWanted, setWanted] = useState(false)
  const [isPlaying, setPlaying] = useState(false)
  const [atS, setAtS] = useState(0)
  const [heardS, setHeardS] = useState<number>()
  const [speed, setSpeed] = useState(1)
  const audio = useRef<HTMLAudioElement>(null)
  const { data, error } = useQuery({
    queryKey: ['recording', callId, recording.id],
    queryFn: ({ signal }) => loadSound(callId, recording, signal),
    enabled: isWanted,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  useEffect(() => {
    if (data && audio.current) void audio.current.play().catch(() => setPlaying(false))
  }, [data])
  const seconds = data?.seconds ?? heardS ?? recording.seconds
  const bars = data?.peaks ?? shapeOf(recording)
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
        {bars ? null : <rect y={12} width={BARS * 4} height={2} rx={1} />}
        {bars?.map((peak, at) => (
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
        onLoadedMetadata={({ currentTarget: { duration } }) => setHeardS(Number.isFinite(duration) ? duration : undefined)}
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setPlaying(false)}
        onTimeUpdate={(event) => setAtS(event.currentTarget.currentTime)}
      />
      {error ? <p className="rec-n">The recording did not load: {messageOf(error)}</p> : null}
    </div>
  )
}
