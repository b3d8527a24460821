import type { Softphone, SoftphonePass } from './softphone.ts'

interface KeepSoftphone {
  open(): Promise<Softphone | null>
  takePass(): Promise<SoftphonePass>
  /** Told before it registers, so that nothing of how it fares is missed. */
  follow(softphone: Softphone): void
  signal: AbortSignal
}

/**
 * Opens a softphone and signs it in, until the signal ends it. One that could not be signed in is ended, and leaves nothing behind: it is opened anew
 * as often as it takes. Null where this desk has none. Throws what opening and registering throw.
 */
export const keepSoftphone = async ({ open, takePass, follow, signal }: KeepSoftphone): Promise<Softphone | null> => {
  const softphone = await open()
  if (!softphone) return null
  const end = () => softphone.destroy()
  if (signal.aborted) {
    end()
    return null
  }
  signal.addEventListener('abort', end, { once: true })
  try {
    follow(softphone)
    await softphone.register(takePass)
    return softphone
  } catch (error) {
    signal.removeEventListener('abort', end)
    end()
    throw error
  }
}
