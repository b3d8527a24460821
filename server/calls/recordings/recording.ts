import type { CallState, Recording, Unwanted } from '../call.ts'
import type { CallChange } from '../entries.ts'

type RecordingChange = Extract<CallChange, { type: `call.recording-${string}` | 'call.voicemail-left' }>
type UnwantedChange = Extract<CallChange, { type: 'call.recording-unwanted' | 'call.recording-stays' | 'call.recording-removed' }>

type OfRecording = Exclude<RecordingChange, { type: 'call.recording-asked' | 'call.voicemail-left' }>
const ofRecording: Record<OfRecording['type'], true> = {
  'call.recording-begun': true,
  'call.recording-set': true,
  'call.recording-reported': true,
  'call.recording-kept': true,
  'call.recording-missed': true,
  'call.recording-erased': true,
  'call.recording-unwanted': true,
  'call.recording-stays': true,
  'call.recording-removed': true,
}
/** Pure: it changes what is recorded, and nothing else of the call. */
export const isOfRecording = (change: CallChange): change is OfRecording => change.type in ofRecording

/** How long after its end the sound is asked for, when the carrier has not said that it is ready. */
const FIRST_FETCH_MS = 3_000

const begin = (id: string, what: Recording['what'], legId: string, at: Date): Recording => ({
  id,
  what,
  legId,
  there: 'on',
  file: 'none',
  fileId: '',
  mime: '',
  seconds: 0,
  bytes: 0,
  begunAt: at,
  pauses: [],
  tries: 0,
  fetchAt: null,
})

const endPause = (pauses: Recording['pauses'], at: Date): Recording['pauses'] =>
  pauses.map((one) => (one.to === null ? { ...one, to: at } : one))

const stop = (one: Recording, at: Date): Recording =>
  one.there === 'stopped'
    ? one
    : {
        ...one,
        there: 'stopped',
        pauses: endPause(one.pauses, at),
        fetchAt: one.file === 'none' ? new Date(at.getTime() + FIRST_FETCH_MS) : one.fetchAt,
      }

/** The line they record is over. */
export const stopRecordings = ({ recordings }: CallState, at: Date): Pick<CallState, 'recordings'> => ({
  recordings: recordings.map((one) => stop(one, at)),
})

/** Pure: what the carrier began and nobody here wants, until it is gone there. */
const foldUnwanted = (call: CallState, change: UnwantedChange): CallState => {
  const { unwanted = [] } = call
  const rest = unwanted.filter((one) => one.id !== change.recordingId)
  const was = unwanted.find((one) => one.id === change.recordingId)
  const next = (one: Unwanted): CallState => ({ ...call, unwanted: [...rest, one] })
  switch (change.type) {
    case 'call.recording-unwanted': {
      const removeAt = new Date(change.removeAt)
      if (call.recordings.some((one) => one.id === change.recordingId) || (was && was.removeAt <= removeAt)) return call
      return next({ id: change.recordingId, legId: change.legId, tries: 0, removeAt })
    }
    case 'call.recording-stays':
      return was ? next({ ...was, tries: was.tries + 1, removeAt: new Date(change.nextAt) }) : call
    case 'call.recording-removed':
      return was ? { ...call, unwanted: rest } : call
  }
}

/** Pure: what happens to one recording. What was kept stays kept, whatever the carrier says afterwards. */
export const foldRecording = (call: CallState, change: RecordingChange, at: Date): CallState => {
  if (change.type === 'call.recording-asked') {
    if (change.act !== 'start') return call
    // Begun anew on purpose: what was stopped before does not stand in the way.
    return { ...call, recordings: call.recordings.map((one) => (one.there === 'stopped' ? { ...one, legId: '' } : one)) }
  }
  if (change.type === 'call.recording-begun') {
    const recordings = [...call.recordings, begin(change.recordingId, 'call', change.legId, at)]
    return { ...foldUnwanted(call, { type: 'call.recording-removed', recordingId: change.recordingId }), recordings }
  }
  if (change.type === 'call.recording-unwanted' || change.type === 'call.recording-stays' || change.type === 'call.recording-removed')
    return foldUnwanted(call, change)
  if (change.type === 'call.voicemail-left') {
    const left = { ...begin(change.recordingId, 'voicemail', '', at), there: 'stopped' as const, seconds: change.seconds, fetchAt: at }
    return { ...call, recordings: [...call.recordings, left] }
  }
  const edit = (one: Recording): Recording => {
    switch (change.type) {
      case 'call.recording-set':
        if (change.state === 'stopped') return stop(one, at)
        if (change.state === one.there) return one
        return {
          ...one,
          there: change.state,
          pauses: change.state === 'paused' ? [...one.pauses, { from: at, to: null }] : endPause(one.pauses, at),
        }
      case 'call.recording-reported': {
        if (one.file === 'kept' || one.file === 'erased') return one
        const seconds = Math.max(one.seconds, change.seconds)
        if (change.state === 'absent') return { ...stop(one, at), file: one.file === 'ready' ? 'ready' : 'absent', seconds, fetchAt: null }
        return { ...stop(one, at), file: 'ready', seconds, fetchAt: at }
      }
      case 'call.recording-kept':
        return one.file === 'erased'
          ? one
          : { ...one, file: 'kept', fileId: change.fileId, mime: change.mime, bytes: change.bytes, fetchAt: null }
      case 'call.recording-missed':
        return {
          ...one,
          tries: one.tries + 1,
          fetchAt: change.nextAt ? new Date(change.nextAt) : null,
          ...(change.nextAt ? {} : { file: 'absent' as const }),
        }
      case 'call.recording-erased':
        return { ...one, file: 'erased', fileId: '', fetchAt: null }
    }
  }
  return { ...call, recordings: call.recordings.map((one) => (one.id === change.recordingId ? edit(one) : one)) }
}

/** Wanted, or about to be removed. */
export const isKnown = ({ recordings, unwanted = [] }: Pick<CallState, 'recordings' | 'unwanted'>, id: string): boolean =>
  [...recordings, ...unwanted].some((one) => one.id === id)

/** Those that can be played, in their order. */
export const keptOf = ({ recordings }: Pick<CallState, 'recordings'>): Recording[] => recordings.filter((one) => one.file === 'kept')

export const latestOf = ({ recordings }: CallState, what: Recording['what']): Recording | undefined =>
  recordings.findLast((one) => one.what === what)
