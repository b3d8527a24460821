import type { LiveState } from '../../../server/platform/wire/live.ts'
import type { LineCaption, LineEdge, LineRecording, LineSignal } from '../../../server/sandbox/carrier/wire.ts'
import { rowsOfCall } from '../carrier/rows.ts'
import type { EdgeSignal } from './edge.ts'
import { createEdges } from './edges.ts'
import { createMeter } from './meter.ts'
import { createPrompts } from './prompts.ts'
import type { QualityWarning } from './quality.ts'
import { createRecorder, type Recorder } from './recorder.ts'

/** The sound of one call at this phone: what is said, what is heard, what the carrier plays, and what it wants kept. */
export interface CallMedia {
  mediaId: string
  /** The rows of the line; those of other calls are passed over. */
  follow(rows: LiveState): void
  take(signal: LineSignal): void
  mute(isMuted: boolean): void
  /** 0 is nothing, 1 as recorded. Heard people, prompts and music together. */
  setVolume(volume: number): void
  /** 0 to 1: what leaves this phone, and what other people say. Music and prompts do not count. */
  levels(): { local: number; remote: number }
  quality(): Promise<QualityWarning[]>
  revive(): void
  close(): void
}

interface CallMediaOptions {
  sid: string
  context: AudioContext
  /** Where it is heard. */
  output: AudioNode
  /** What the microphone gives, before this call's mute. */
  microphone: AudioNode
  signal(to: { peer: string; mediaId: string }, signal: EdgeSignal): void
  uploaded(recordingSid: string, chunks: number): void
}

const newMediaId = (): string => crypto.randomUUID()

export const createCallMedia = ({ sid, context, output, microphone, signal, uploaded }: CallMediaOptions): CallMedia => {
  const volume = context.createGain()
  volume.connect(output)
  const said = context.createGain()
  microphone.connect(said)
  const toPeers = context.createMediaStreamDestination()
  said.connect(toPeers)
  const [track] = toPeers.stream.getAudioTracks()
  const edges = createEdges({
    context,
    track: track as MediaStreamTrack,
    send: (to, one) => signal({ peer: to.peer, mediaId: to.mediaId }, one),
  })
  edges.node.connect(volume)
  const [local, remote] = [createMeter(said), createMeter(edges.node)]
  const prompts = createPrompts({ to: volume, volume: () => volume.gain.value })
  const recorders = new Map<string, Recorder>()

  return {
    mediaId: newMediaId(),
    follow: (rows) => {
      edges.follow([...rowsOfCall<LineEdge>(rows, 'edge', sid).values()])
      prompts.follow(rowsOfCall<LineCaption>(rows, 'caption', sid))
      const recordings = rowsOfCall<LineRecording>(rows, 'recording', sid)
      for (const [recordingSid, recording] of recordings) {
        const recorder =
          recorders.get(recordingSid) ??
          createRecorder({ recordingSid, context, said, heard: edges.node, uploaded: (chunks) => uploaded(recordingSid, chunks) })
        recorders.set(recordingSid, recorder)
        recorder.follow(recording)
      }
      for (const [recordingSid, recorder] of recorders)
        if (!recordings.has(recordingSid)) {
          recorder.stop()
          recorders.delete(recordingSid)
        }
    },
    take: edges.take,
    mute: (isMuted) => said.gain.setTargetAtTime(isMuted ? 0 : 1, context.currentTime, 0.005),
    setVolume: (wanted) => {
      volume.gain.value = wanted
    },
    levels: () => ({ local: local(), remote: remote() }),
    quality: edges.quality,
    revive: edges.revive,
    close: () => {
      for (const recorder of recorders.values()) recorder.stop()
      recorders.clear()
      prompts.close()
      edges.close()
      track?.stop()
      microphone.disconnect(said)
      said.disconnect()
      volume.disconnect()
    },
  }
}
