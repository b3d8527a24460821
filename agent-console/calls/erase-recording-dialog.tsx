import { Modal } from '@mantine/core'
import type { CallView } from '../../server/calls/wire.ts'
import { callActs } from './call-acts.ts'

export const EraseRecordingDialog = ({ call, recordingId, close }: { call: CallView; recordingId: string; close(): void }) => (
  <Modal opened onClose={close} title="Erase this recording" size={460}>
    <div className="form">
      <p>It is removed here and at the carrier. The call stays in the case, with its notes and what was chosen in the menu.</p>
      <p className="ban warn">There is no undo.</p>
      <div className="acts">
        <button type="button" className="btn ghost" data-autofocus onClick={close}>
          Keep
        </button>
        <button
          type="button"
          className="btn pri danger"
          onClick={() => {
            close()
            void callActs.eraseRecording(call, recordingId)
          }}
        >
          Erase for good
        </button>
      </div>
    </div>
  </Modal>
)
