import { createKept } from '../desk/kept.ts'
import type { DeviceChoice } from './softphone.ts'

/** Kept in this browser: devices belong to a desk, not to a person. */
export const deviceChoice = createKept<DeviceChoice>('devices', { microphoneId: '', speakerId: '', ringId: '' })
