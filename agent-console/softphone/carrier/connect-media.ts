import type { Audio } from '../media/audio.ts'
import { type CallMedia, createCallMedia } from '../media/call-media.ts'
import type { CarrierLine } from './line.ts'

interface Options {
  line: CarrierLine
  sid: string
  audio: Audio
  microphone: AudioNode
}

/** The sound of a call, told to the carrier and kept as the carrier plans it, until it is closed. */
export const connectMedia = ({ line, sid, audio, microphone }: Options): CallMedia => {
  const say = (verb: string, body: object): void =>
    // While the line is away nothing is lost: the carrier repeats its rows, and the edges are tried anew.
    void line.say(verb, body).catch(() => {})
  const media = createCallMedia({
    sid,
    context: audio.context,
    output: audio.output,
    microphone,
    signal: ({ peer, mediaId }, one) => say('signal', { sid, to: peer, mediaId: media.mediaId, toMediaId: mediaId, ...one }),
    uploaded: (recordingSid, chunks) => say('uploaded', { recordingSid, chunks }),
  })
  let isReady = false
  const announce = (): void => {
    const wasReady = isReady
    isReady = line.state.get().name === 'ready'
    if (!isReady || wasReady) return
    say('ready-media', { sid, mediaId: media.mediaId })
    media.revive()
  }
  const follow = (): void => media.follow(line.rows.get())
  const stops = [
    line.rows.subscribe(follow),
    line.state.subscribe(announce),
    line.onSignal((signal) => {
      if (signal.sid === sid && signal.toMediaId === media.mediaId) media.take(signal)
    }),
  ]
  announce()
  follow()
  return {
    ...media,
    close: () => {
      for (const stop of stops) stop()
      media.close()
    },
  }
}
