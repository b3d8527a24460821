import type { Softphone, SoftphonePass } from './softphone.ts'

interface KeepSoftphone {
  open(): Promise<Softphone | null>
  takePass(): Promise<SoftphonePass>
  /** Told before it registers, so that nothing of how it fares is missed. */
  follow(softphone: Softphone): void
  /** It has signed in. */
  ready(softphone: Softphone): void
  signal: AbortSignal
}

/** Until the signal says so, or the carrier refuses whom it had let in, whose pass ran out while the computer slept. No call is cut off for that. */
const whenOver = (softphone: Softphone, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (!signal.aborted && (softphone.state.get().name !== 'refused' || softphone.call.get())) return
      for (const stop of stops) stop()
      signal.removeEventListener('abort', look)
      resolve()
    }
    const stops = [softphone.state.subscribe(look), softphone.call.subscribe(look)]
    signal.addEventListener('abort', look)
    look()
  })

/**
 * Opens a softphone, signs it in, and ends it when it is over: it leaves nothing behind, and is opened anew as often as it takes. False where this desk
 * has none. Throws what opening and registering throw.
 */
export const keepSoftphone = async ({ open, takePass, follow, ready, signal }: KeepSoftphone): Promise<boolean> => {
  const softphone = await open()
  if (!softphone) return false
  const end = (): void => softphone.destroy()
  signal.addEventListener('abort', end)
  try {
    if (signal.aborted) return true
    follow(softphone)
    await softphone.register(takePass)
    ready(softphone)
    await whenOver(softphone, signal)
    return true
  } finally {
    signal.removeEventListener('abort', end)
    end()
  }
}
