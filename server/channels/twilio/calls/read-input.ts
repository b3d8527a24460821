import type { StepInput } from '../../../calls/index.ts'
import type { Signed } from '../signature.ts'

/** The id may stand at the end of the recording's address only (?). The address itself is never asked (SECURITY P9). */
const RECORDING = /(?:^|\/)(RE[0-9a-f]{32})$/
const KEYS = /^[0-9*#A-Da-d]{1,64}$/
const LONGEST_SPEECH = 2_000

/** What came back from a document: of a Record its sound, of a Gather keys or words, of a Redirect nothing. */
export const readInput = ({ RecordingSid, RecordingUrl, RecordingDuration, Digits, SpeechResult, Confidence }: Signed): StepInput => {
  const [, recordingId] = RECORDING.exec(RecordingSid ?? RecordingUrl ?? '') ?? []
  if (recordingId) return { type: 'recorded', recordingId, seconds: Math.max(0, Number(RecordingDuration) || 0) }
  // `hangup` stands for a key when the caller hung up while being recorded.
  if (Digits && KEYS.test(Digits)) return { type: 'digits', digits: Digits }
  const words = SpeechResult?.trim().slice(0, LONGEST_SPEECH)
  if (words) return { type: 'speech', text: words, confidence: Math.min(1, Math.max(0, Number(Confidence) || 0)) }
  return { type: 'nothing' }
}
