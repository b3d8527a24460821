import type { Signal } from '../../../server/sandbox/carrier/wire.ts'
import { createMeter } from './meter.ts'

/** What passes between the two ends of an edge. */
export type EdgeSignal = Pick<Signal, 'description' | 'candidate'>

export interface EdgePlan {
  iHear: boolean
  theyHear: boolean
}

/** The sound between this call and one other phone. */
export interface Edge {
  follow(plan: EdgePlan): void
  /** Signals are taken one after the other, in the order they come. */
  take(signal: EdgeSignal): void
  /** What is heard from there, behind the plan. */
  node: AudioNode
  level(): number
  stats(): Promise<RTCStatsReport>
  state(): RTCPeerConnectionState
  /** The line to the carrier came back: whatever was lost between is tried anew. */
  revive(): void
  close(): void
}

interface EdgeOptions {
  context: AudioContext
  /** What this phone says. */
  track: MediaStreamTrack
  isPolite: boolean
  send(signal: EdgeSignal): void
}

/**
 * One WebRTC connection by perfect negotiation (W3C WebRTC, section 10.7): both sides may offer, and the polite one gives way. The connection is
 * made once and kept: hold, mute and coaching only stop the sound, at both ends, so that a page that does not obey is not heard either.
 */
export const createEdge = ({ context, track, isPolite, send }: EdgeOptions): Edge => {
  // Both ends are on this computer: no server is asked for a way.
  const connection = new RTCPeerConnection({ iceServers: [] })
  const heard = context.createGain()
  heard.gain.value = 0
  const level = createMeter(heard)
  // Only what came by addTrack meets the other side's offer in one line; it says nothing until the plan lets it.
  const sender = connection.addTrack(track)
  void sender.replaceTrack(null)
  let plan: EdgePlan = { iHear: false, theyHear: false }
  let isIgnoring = false
  let isClosed = false
  let work = Promise.resolve()
  /** A browser feeds a remote stream into a graph only while an element plays it. */
  const pump = new Audio()
  pump.muted = true

  const next = (run: () => Promise<void>): void => {
    work = work.then(async () => {
      if (!isClosed) await run()
    })
    // An offer that came too late or twice is no harm; the connection's own state says when there is one.
    work = work.catch(() => {})
  }
  /** Says what this side offers or answers, whichever it is at. */
  const describe = async (): Promise<void> => {
    await connection.setLocalDescription()
    if (connection.localDescription) send({ description: connection.localDescription.toJSON() as EdgeSignal['description'] })
  }
  const offer = (): void => next(describe)
  let hasTaken = false
  connection.onnegotiationneeded = () => {
    // Who is not polite begins; the other one waits for that first offer, and may ask for changes after it.
    if (!isPolite || hasTaken) offer()
  }
  connection.onicecandidate = ({ candidate }) => candidate && send({ candidate: candidate.toJSON() as EdgeSignal['candidate'] })
  connection.onconnectionstatechange = () => {
    if (connection.connectionState === 'failed') connection.restartIce()
  }
  connection.ontrack = ({ track: theirs }) => {
    const stream = new MediaStream([theirs])
    pump.srcObject = stream
    void pump.play().catch(() => {})
    context.createMediaStreamSource(stream).connect(heard)
  }

  return {
    node: heard,
    level,
    follow: (wanted) => {
      if (wanted.theyHear !== plan.theyHear) void sender.replaceTrack(wanted.theyHear ? track : null).catch(() => {})
      heard.gain.setTargetAtTime(wanted.iHear ? 1 : 0, context.currentTime, 0.01)
      plan = wanted
    },
    take: ({ description, candidate }) =>
      next(async () => {
        if (description) {
          isIgnoring = !isPolite && description.type === 'offer' && connection.signalingState !== 'stable'
          if (isIgnoring) return
          hasTaken = true
          await connection.setRemoteDescription(description as RTCSessionDescriptionInit)
          if (description.type === 'offer') await describe()
        } else if (candidate) {
          try {
            await connection.addIceCandidate(candidate)
          } catch (error) {
            if (!isIgnoring) throw error
          }
        }
      }),
    stats: () => connection.getStats(),
    state: () => connection.connectionState,
    revive: () => {
      if (isClosed || connection.connectionState === 'connected') return
      if (connection.remoteDescription) connection.restartIce()
      else if (!isPolite) offer()
    },
    close: () => {
      if (isClosed) return
      isClosed = true
      connection.close()
      pump.srcObject = null
      heard.disconnect()
    },
  }
}
