import { deviceChoice } from './device-choice.ts'
import type { Softphone } from './softphone.ts'

/** Each is loaded when it is wanted: nobody waits for an SDK that this desk does not use. */
const kinds: Record<string, () => Promise<Softphone>> = {
  sandbox: async () => (await import('./sandbox-softphone.ts')).createSandboxSoftphone(),
  twilio: async () => (await import('./twilio-softphone.ts')).createTwilioSoftphone(),
}

/** The softphone of the carrier this desk works with, with this browser's devices; null for a kind this console does not know. */
export const openSoftphone = async (kind: string): Promise<Softphone | null> => {
  const softphone = await kinds[kind]?.()
  if (!softphone) return null
  const choose = (): Promise<void> =>
    softphone.chooseDevices(deviceChoice.get()).catch(() => {
      // A device that is gone: the system's own serves until it is back.
    })
  await choose()
  const stop = deviceChoice.subscribe(() => void choose())
  return {
    ...softphone,
    destroy: () => {
      softphone.destroy()
      stop()
    },
  }
}
