import type { LegState } from '../../../calls/index.ts'

const states: Record<string, LegState> = {
  queued: 'queued',
  initiated: 'dialling',
  ringing: 'ringing',
  'in-progress': 'live',
  completed: 'completed',
  busy: 'busy',
  'no-answer': 'no-answer',
  failed: 'failed',
  canceled: 'cancelled',
}

/** Of Twilio's CallStatus; undefined for a word it has not used so far. */
export const legStateOf = (callStatus: string): LegState | undefined => states[callStatus]
