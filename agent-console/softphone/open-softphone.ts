import { createKept } from '../desk/kept.ts'
import type { DeviceChoice, Softphone } from './softphone.ts'

/** Kept in this browser: devices belong to a desk, not to a person. */
export const deviceChoice = createKept<DeviceChoice>('devices', { microphoneId: '', speakerId: '', ringId: '' })

type Make = () => Promise<Softphone>

/** Each is loaded when it is wanted: nobody waits for an SDK that this desk does not use. */
const kinds: Record<string, Make> = {
  sandbox: async () => (await import('./sandbox-softphone.ts')).createSandboxSoftphone(),
  twilio: async () => (await import('./twilio-softphone.ts')).createTwilioSoftphone(),
}

/** The softphone of the carrier this desk works with, with this browser's devices; null for one this console does not know. */
export const openSoftphone = async (kind: string): Promise<Softphone | null> => {
  const softphone = await kinds[kind]?.()
  if (!softphone) return null
  await softphone.chooseDevices(deviceChoice.get())
  deviceChoice.subscribe(() => void softphone.chooseDevices(deviceChoice.get()).catch(() => {}))
  return softphone
}
