import { Call, Device } from '@twilio/voice-sdk'
import { DeskError } from '../desk/desk-error.ts'
import { createStore } from '../desk/store.ts'
import { openMicrophone } from './media/microphone.ts'
import { faultOf, faultWords } from './media/microphone-fault.ts'
import { worstFirst } from './media/quality.ts'
import { leftOf } from './pass-time.ts'
import type { DeviceChoice, SoftCall, SoftCallState, Softphone, SoftphonePass, SoftphoneState } from './softphone.ts'
import { callWords, codeOf, isRefusal, unreachable, warningOf } from './twilio-faults.ts'

/** Time to say good-bye to a pass before Twilio does, and until it is tried again when the desk gave none. */
const RENEW_BEFORE_MS = 60_000
const AGAIN_MS = 10_000

const untilRenewal = (pass: SoftphonePass): number => Math.max(AGAIN_MS, leftOf(pass) - RENEW_BEFORE_MS)

/** A softphone over Twilio's voice SDK. It never lets itself be rung: offers come over the desk's line. */
export const createTwilioSoftphone = (): Softphone => {
  const state = createStore<SoftphoneState>({ name: 'off' })
  const call = createStore<SoftCall | null>(null)
  let device: Device | undefined
  let renewal: ReturnType<typeof setTimeout> | undefined
  let choice: DeviceChoice = { microphoneId: '', speakerId: '', ringId: '' }

  /** What the browser does not list (before a page may use the microphone it lists nothing) is left to the system. */
  const applyDevices = async (): Promise<void> => {
    const audio = device?.audio
    if (!audio) return
    const listed = (all: Map<string, unknown>, id: string): string | undefined => [id, 'default'].find((one) => all.has(one))
    const speaker = listed(audio.availableOutputDevices, choice.speakerId)
    if (speaker && audio.isOutputSelectionSupported) await audio.speakerDevices.set(speaker)
    const microphone = listed(audio.availableInputDevices, choice.microphoneId)
    // The SDK opens a chosen microphone at once, so between calls none is chosen.
    if (!call.get()) await audio.unsetInputDevice()
    else if (microphone && (choice.microphoneId || audio.inputDevice)) await audio.setInputDevice(microphone)
  }

  /** The SDK tells of each attempt that failed. */
  const lose = (): void => {
    if (state.get().name !== 'lost') state.set({ name: 'lost', since: Date.now() })
  }

  /** The SDK tells only of its first token that it is about to end (twilio-voice.js issue 93), so the desk's own word for it is followed. */
  const renew = (made: Device, takePass: () => Promise<SoftphonePass>, afterMs: number): void => {
    clearTimeout(renewal)
    renewal = setTimeout(() => {
      void takePass().then(
        (fresh) => {
          if (device !== made) return
          made.updateToken(fresh.token)
          renew(made, takePass, untilRenewal(fresh))
        },
        () => device === made && renew(made, takePass, AGAIN_MS),
      )
    }, afterMs)
  }

  const register: Softphone['register'] = async (takePass) => {
    device?.destroy()
    state.set({ name: 'connecting' })
    const pass = await takePass()
    const made = new Device(pass.token, {
      appName: 'patchbay',
      codecPreferences: [Call.Codec.Opus, Call.Codec.PCMU],
      closeProtection: false,
      enableImprovedSignalingErrorPrecision: true,
      logLevel: 'error',
    })
    device = made
    for (const sound of ['incoming', 'outgoing', 'disconnect'] as const) made.audio?.[sound](false)
    made.audio?.on('deviceChange', () => void applyDevices().catch(() => {}))
    made.on('incoming', (incoming: Call) => incoming.reject())
    made.on('registered', () => state.set({ name: 'ready' }))
    made.on('unregistered', () => state.get().name === 'ready' && lose())
    renew(made, takePass, untilRenewal(pass))
    // Shut out, the SDK says why by this alone: `register` goes on waiting or rejects without a reason.
    const refused = new Promise<never>((_, reject) => {
      made.on('error', (error: unknown) => {
        const code = codeOf(error)
        if (!isRefusal(code)) {
          if (!call.get()) lose()
          return
        }
        const why = `Twilio does not accept the phone's token (${code}).`
        state.set({ name: 'refused', why })
        reject(new DeskError('softphone-refused', 'unavailable', why))
      })
    })
    // Later nobody waits for it: the state has said it.
    refused.catch(() => {})
    const registered = made.register().catch(() => {
      throw new DeskError('softphone-unreachable', 'unavailable', unreachable)
    })
    await Promise.race([registered, refused])
  }

  /** The SDK would say a refused microphone only after it has dialled. */
  const checkMicrophone = async (): Promise<void> => {
    try {
      const stream = await openMicrophone(choice.microphoneId)
      for (const track of stream.getTracks()) track.stop()
    } catch (error) {
      throw new DeskError('microphone', 'invalid', faultWords[faultOf(error)])
    }
  }

  const connect: Softphone['connect'] = async ({ dialId }) => {
    if (call.get()) throw new DeskError('call-in-progress', 'conflict', 'You are in a call. End it first.')
    if (!device || state.get().name !== 'ready') throw new DeskError('softphone-not-ready', 'unavailable', unreachable)
    await checkMicrophone()
    const twilio = await device.connect({ params: { dialId } })
    const made = follow(twilio, dialId)
    call.set(made)
    await applyDevices().catch(() => {})
    return made
  }

  const follow = (twilio: Call, dialId: string): SoftCall => {
    const now = createStore<SoftCallState>({
      phase: 'connecting',
      isMuted: false,
      warnings: [],
      silence: null,
      isBlocked: false,
      why: null,
    })
    const set = (change: Partial<SoftCallState>): void => now.set({ ...now.get(), ...change })
    const warnings = new Set<string>()
    let levels = { local: 0, remote: 0 }
    let isOurs = false
    let fault: unknown
    const tell = (): void => set({ warnings: worstFirst([...warnings].flatMap((one) => warningOf[one] ?? [])) })
    const end = (why: string | null): void => {
      if (now.get().phase === 'ended') return
      levels = { local: 0, remote: 0 }
      call.set(null)
      set({ phase: 'ended', warnings: [], why })
      void applyDevices().catch(() => {})
    }
    twilio.on('accept', () => set({ phase: 'live' }))
    twilio.on('reconnecting', () => set({ phase: 'reconnecting' }))
    twilio.on('reconnected', () => set({ phase: 'live' }))
    twilio.on('mute', (isMuted: boolean) => set({ isMuted }))
    twilio.on('volume', (local: number, remote: number) => {
      levels = { local, remote }
    })
    twilio.on('warning', (name: string) => {
      warnings.add(name)
      tell()
    })
    twilio.on('warning-cleared', (name: string) => {
      warnings.delete(name)
      tell()
    })
    twilio.on('error', (error: unknown) => {
      fault = error
      if (now.get().phase === 'connecting') end(callWords(error))
    })
    const over = (): void => end(isOurs ? null : fault ? callWords(fault) : 'The call has ended.')
    for (const name of ['disconnect', 'cancel', 'reject']) twilio.on(name, over)
    return {
      dialId,
      state: now,
      mute: (isMuted) => twilio.mute(isMuted),
      sendDigits: (digits) => twilio.sendDigits(digits),
      hangUp: () => {
        isOurs = true
        twilio.disconnect()
        over()
      },
      levels: () => levels,
    }
  }

  return {
    kind: 'twilio',
    state,
    call,
    register,
    connect,
    chooseDevices: async (wanted) => {
      choice = wanted
      await applyDevices()
    },
    destroy: () => {
      call.get()?.hangUp()
      clearTimeout(renewal)
      device?.destroy()
      device = undefined
      state.set({ name: 'off' })
    },
  }
}
