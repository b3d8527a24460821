import type { Store } from '../desk/store.ts'
import type { QualityWarning } from './media/quality.ts'

/** What the desk gives a softphone to sign in with: the answer of `POST /softphone`. It lives at most an hour. */
export interface SoftphonePass {
  kind: string
  token: string
  identity: string
  /** Where a softphone connects that has no carrier's SDK; absent: this desk. */
  address?: string
  expiresAt: string
}

/**
 * `lost`: the carrier cannot be reached now; it is tried again without end. `refused`: trying again with this pass would not help; `why` is for people.
 */
export type SoftphoneState = { name: 'off' | 'connecting' | 'ready' } | { name: 'lost'; since: number } | { name: 'refused'; why: string }

export interface SoftCallState {
  /** `connecting` until the carrier has the call; `reconnecting` while the carrier or the sound is away and may come back. `ended` is the end. */
  phase: 'connecting' | 'live' | 'reconnecting' | 'ended'
  isMuted: boolean
  /** What is wrong with the line, worst first; empty while it is good. */
  warnings: readonly QualityWarning[]
  /** The microphone is gone in mid-call: nobody hears this side. For people. */
  silence: string | null
  /** The browser waits for a click or a key before it lets anything be heard. */
  isBlocked: boolean
  /** Why it ended, for people; null while it goes on, and when hanging up was our own doing. */
  why: string | null
}

/** This browser's part in one call. What the call is (who, held, recorded, transferred) only the desk knows. */
export interface SoftCall {
  dialId: string
  state: Store<SoftCallState>
  mute(isMuted: boolean): void
  /** `0` to `9`, `*`, `#`. Each is heard at this side too. */
  sendDigits(digits: string): void
  /** Ends this browser's part. Safe to repeat. */
  hangUp(): void
  /** How loud it is now, 0 to 1: what leaves and what arrives. Cheap enough for every frame. */
  levels(): { local: number; remote: number }
}

/** Devices by the browser's id; `''` is the system's own choice. */
export interface DeviceChoice {
  microphoneId: string
  speakerId: string
  ringId: string
}

/**
 * An agent's end of calls, in the browser. It dials only what the desk has issued (SECURITY P4), one call at a time, and is never rung: offers come
 * over the desk's own line. A page that goes away leaves its call; whoever opens the desk again asks it for a new `dialId` to come back in.
 */
export interface Softphone {
  kind: string
  state: Store<SoftphoneState>
  /** The call that goes on, from `connect` until it has ended. */
  call: Store<SoftCall | null>
  /** Resolves when ready: while the carrier cannot be reached it waits, and `state` says so. `takePass` is asked again when the pass is about to end. Throws DeskError:
   * what `takePass` throws, or unavailable when the carrier refuses. */
  register(takePass: () => Promise<SoftphonePass>): Promise<void>
  /** Throws DeskError: conflict with a call in progress, unavailable when not ready, `microphone` (invalid) with words for people. */
  connect(dial: { dialId: string }): Promise<SoftCall>
  /** Takes the devices into use, in a call at once. */
  chooseDevices(choice: DeviceChoice): Promise<void>
  /** Ends everything, a call too. */
  destroy(): void
}
