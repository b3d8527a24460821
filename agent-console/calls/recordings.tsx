import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { CallView } from '../../server/calls/wire.ts'
import { may, useMe } from '../frame/me.ts'
import { IconButton } from '../signs/icon-button.tsx'
import { pauseWords } from './call-words.ts'
import { EraseRecordingDialog } from './erase-recording-dialog.tsx'
import { RecordingPlayer } from './recording-player.tsx'

/** What there is to say of the last one, when it cannot be played. */
const becameOf = ({ recording, phase }: CallView): string | undefined => {
  if (!recording || recording.state === 'off' || recording.state === 'ready') return undefined
  if (recording.state === 'absent') return 'There is no recording: the carrier has none.'
  if (recording.state === 'erased') return 'The recording was erased.'
  return phase === 'ended' || phase === 'wrap-up' ? 'The recording arrives in a moment.' : undefined
}

/** All recordings of a call, one after the other as they were made. */
export const Recordings = ({ call }: { call: CallView }) => {
  const me = useMe()
  const [erased, setErased] = useState('')
  const { recordings } = call
  const nameOf = (at: number): string => (recordings.length > 1 ? `recording ${at + 1} of ${recordings.length}` : 'the recording')
  const became = becameOf(call)
  const paused = recordings.some(({ what }) => what === 'call') ? pauseWords(call) : ''
  return (
    <>
      {recordings.map((recording, at) => (
        <RecordingPlayer key={recording.id} callId={call.id} recording={recording} name={nameOf(at)}>
          {may(me, 'call.manage') ? (
            <IconButton label={`Erase ${nameOf(at)}`} onClick={() => setErased(recording.id)}>
              <IconTrash size={15} stroke={1.75} aria-hidden />
            </IconButton>
          ) : null}
        </RecordingPlayer>
      ))}
      {paused ? <p className="rec-n">{paused}</p> : null}
      {became ? <p className="rec-n">{became}</p> : null}
      {recordings.some(({ id }) => id === erased) ? (
        <EraseRecordingDialog call={call} recordingId={erased} close={() => setErased('')} />
      ) : null}
    </>
  )
}
