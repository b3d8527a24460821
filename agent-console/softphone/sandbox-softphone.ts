import { clientToken, type DialAnswer, type LineCall } from '../../server/sandbox/carrier/wire.ts'
import { DeskError } from '../desk/desk-error.ts'
import { createStore } from '../desk/store.ts'
import { connectMedia } from './carrier/connect-media.ts'
import { type CarrierLine, createCarrierLine } from './carrier/line.ts'
import { rowsOfCall } from './carrier/rows.ts'
import { type Audio, createAudio } from './media/audio.ts'
import { createMicrophone, type Microphone } from './media/microphone.ts'
import { faultWords } from './media/microphone-fault.ts'
import { playKey } from './media/tones.ts'
import { leftOf } from './pass-time.ts'
import type { SoftCall, SoftCallState, Softphone, SoftphonePass, SoftphoneState } from './softphone.ts'

const LOOK_MS = 2000
/** Time to say good-bye to a pass before the carrier does. */
const REFRESH_BEFORE_MS = 60_000

const endings: Record<LineCall['ended'], string | null> = {
  '': null,
  'hung up here': null,
  'the other side hung up': 'The call has ended.',
  busy: 'The other side is busy.',
  declined: 'The call was refused.',
  'no answer': 'Nobody answered.',
  failed: 'The call could not be connected.',
  'lost connection': 'The connection was lost.',
}

/** A softphone over the carrier's stand-in: WebRTC between the pages themselves. */
export const createSandboxSoftphone = (): Softphone => {
  const state = createStore<SoftphoneState>({ name: 'off' })
  const call = createStore<SoftCall | null>(null)
  const devices = { microphoneId: '', speakerId: '' }
  // A page that is loaded again is another phone: as with any carrier, its call does not survive it.
  const key = crypto.randomUUID()
  let line: CarrierLine | undefined
  let sound: { audio: Audio; microphone: Microphone } | undefined

  const openSound = async (): Promise<{ audio: Audio; microphone: Microphone }> => {
    if (!sound) {
      const audio = createAudio()
      sound = { audio, microphone: createMicrophone(audio.context) }
      if (devices.speakerId) await audio.chooseSpeaker(devices.speakerId).catch(() => false)
    }
    await sound.microphone.use(devices.microphoneId)
    return sound
  }

  const register: Softphone['register'] = async (takePass) => {
    line?.close()
    state.set({ name: 'connecting' })
    let pass: SoftphonePass = await takePass()
    const fresh = async (): Promise<string> => {
      if (leftOf(pass) < REFRESH_BEFORE_MS) pass = await takePass()
      return clientToken(pass.token, key)
    }
    const opened = createCarrierLine({ address: pass.address, token: fresh })
    line = opened
    const follow = (): void => {
      const now = opened.state.get()
      state.set(now.name === 'ready' ? { name: 'ready' } : now)
    }
    opened.state.subscribe(follow)
    await new Promise<void>((resolve, reject) => {
      const stop = opened.state.subscribe(() => {
        const now = opened.state.get()
        if (now.name === 'connecting' || now.name === 'lost') return
        stop()
        if (now.name === 'ready') resolve()
        else reject(new DeskError('softphone-refused', 'unavailable', now.why))
      })
    })
  }

  const connect: Softphone['connect'] = async ({ dialId }) => {
    if (call.get()) throw new DeskError('call-in-progress', 'conflict', 'You are in a call. End it first.')
    if (line?.state.get().name !== 'ready')
      throw new DeskError('softphone-not-ready', 'unavailable', 'The phone has no connection to the carrier. It tries again by itself.')
    const own = line
    const { audio, microphone } = await openSound()
    const heard = microphone.state.get()
    if (heard.name === 'silent') throw new DeskError('microphone', 'invalid', faultWords[heard.fault])
    const { sid } = await own.say<DialAnswer>('dial', { to: '', params: { dialId }, isWithheld: false })
    return begin(own, sid, dialId, audio, microphone)
  }

  const begin = (own: CarrierLine, sid: string, dialId: string, audio: Audio, microphone: Microphone): SoftCall => {
    const now = createStore<SoftCallState>({
      phase: 'connecting',
      isMuted: false,
      warnings: [],
      silence: null,
      isBlocked: audio.isBlocked.get(),
      why: null,
    })
    const set = (change: Partial<SoftCallState>): void => {
      const before = now.get()
      if (Object.entries(change).some(([name, value]) => before[name as keyof SoftCallState] !== value)) now.set({ ...before, ...change })
    }
    const media = connectMedia({ line: own, sid, audio, microphone: microphone.node })
    let hasBeenSeen = false
    const end = (why: string | null): void => {
      if (now.get().phase === 'ended') return
      clearInterval(look)
      for (const stop of stops) stop()
      media.close()
      microphone.release()
      call.set(null)
      set({ phase: 'ended', warnings: [], why })
    }
    const follow = (): void => {
      const row = rowsOfCall<LineCall>(own.rows.get(), 'call', sid).get(sid)
      // Rows may be older than the dial; one that was there and is gone has ended while nobody was listening.
      if (!row) {
        if (hasBeenSeen) end(endings['lost connection'])
        return
      }
      hasBeenSeen = true
      if (row.state === 'ended') end(endings[row.ended])
      else if (own.state.get().name !== 'ready') set({ phase: 'reconnecting' })
      else set({ phase: row.state === 'live' ? 'live' : 'connecting' })
    }
    const look = setInterval(() => {
      void media.quality().then((warnings) => {
        if (warnings.join() !== now.get().warnings.join()) set({ warnings })
      })
    }, LOOK_MS)
    const stops = [
      own.rows.subscribe(follow),
      own.state.subscribe(follow),
      audio.isBlocked.subscribe(() => set({ isBlocked: audio.isBlocked.get() })),
      microphone.state.subscribe(() => {
        const one = microphone.state.get()
        set({ silence: one.name === 'silent' ? faultWords[one.fault] : null })
      }),
    ]
    const made: SoftCall = {
      dialId,
      state: now,
      mute: (isMuted) => {
        if (now.get().phase === 'ended') return
        media.mute(isMuted)
        set({ isMuted })
        void own.say('mute', { sid, isMuted }).catch(() => {})
      },
      sendDigits: (digits) => {
        for (const digit of digits) playKey(audio.output, digit)
        void own.say('digits', { sid, digits }).catch(() => {})
      },
      hangUp: () => {
        void own.say('hang-up', { sid }).catch(() => {})
        end(null)
      },
      levels: media.levels,
    }
    call.set(made)
    follow()
    return made
  }

  const leave = (): void => call.get()?.hangUp()
  addEventListener('pagehide', leave)

  return {
    kind: 'sandbox',
    state,
    call,
    register,
    connect,
    chooseDevices: async ({ microphoneId, speakerId }) => {
      const isOther = microphoneId !== devices.microphoneId
      Object.assign(devices, { microphoneId, speakerId })
      await sound?.audio.chooseSpeaker(speakerId)
      if (isOther && call.get()) await sound?.microphone.use(microphoneId)
    },
    destroy: () => {
      leave()
      removeEventListener('pagehide', leave)
      line?.close()
      void sound?.audio.close()
      sound = undefined
      state.set({ name: 'off' })
    },
  }
}
