import { CHUNK_BYTES, type LineRecording, SAMPLE_RATE } from '../../../server/sandbox/carrier/wire.ts'
import captureUrl from './capture.worklet.ts?worker&url'
import { createPcmFramer } from './pcm.ts'
import { createUploads } from './uploads.ts'

/** Four seconds of two channels: no more than that is lost with a page that dies. */
const CHUNK_FRAMES = Math.min(4 * SAMPLE_RATE, CHUNK_BYTES / 4)

/** Keeps the sound of one call for the carrier. */
export interface Recorder {
  follow(recording: LineRecording): void
  stop(): void
}

interface RecorderOptions {
  recordingSid: string
  context: AudioContext
  said: AudioNode
  heard: AudioNode
  /** Everything is uploaded; `chunks` is how many there were. */
  uploaded(chunks: number): void
}

const loaded = new WeakMap<AudioContext, Promise<void>>()
const load = (context: AudioContext): Promise<void> => {
  const known = loaded.get(context) ?? context.audioWorklet.addModule(captureUrl)
  loaded.set(context, known)
  return known
}

/** One channel, whatever the source has. */
const mono = (from: AudioNode): GainNode => {
  const node = new GainNode(from.context, { channelCount: 1, channelCountMode: 'explicit', channelInterpretation: 'speakers' })
  from.connect(node)
  return node
}

export const createRecorder = ({ recordingSid, context, said, heard, uploaded }: RecorderOptions): Recorder => {
  let now: LineRecording | undefined
  let isOver = false
  const uploads = createUploads(recordingSid)
  const [left, right] = [mono(said), mono(heard)]
  let capture: AudioWorkletNode | undefined
  /** When the block before this one was heard: the gap of a pause belongs to no chunk. */
  let chunkAt: number | undefined
  const framer = createPcmFramer({
    inRate: context.sampleRate,
    outRate: SAMPLE_RATE,
    chunkFrames: CHUNK_FRAMES,
    emit: (chunk) => {
      if (now) uploads.add({ url: now.url, token: now.token, at: chunkAt ?? Date.now(), body: chunk })
      chunkAt = undefined
    },
  })

  const end = (): void => {
    if (isOver) return
    isOver = true
    left.disconnect()
    right.disconnect()
    capture?.port.close()
    capture?.disconnect()
    framer.flush()
    void uploads.settled().then(uploaded)
  }
  void load(context).then(() => {
    if (isOver) return
    capture = new AudioWorkletNode(context, 'capture', { numberOfInputs: 2, numberOfOutputs: 1 })
    left.connect(capture, 0, 0)
    right.connect(capture, 0, 1)
    // A node that leads nowhere is not asked for its sound. It gives none.
    capture.connect(context.destination)
    capture.port.onmessage = ({ data: [one, other] }: MessageEvent<[Float32Array, Float32Array]>) => {
      if (now?.state !== 'running') return
      chunkAt ??= Date.now() - (one.length / context.sampleRate) * 1000
      framer.push(one, other)
    }
  })
  return {
    follow: (recording) => {
      const before = now?.state
      now = recording
      // What was heard before a pause stands by itself: its time is known, and the pause has none.
      if (before === 'running' && recording.state === 'paused') framer.flush()
      if (recording.state === 'ended') end()
    },
    stop: end,
  }
}
