import { Modal } from '@mantine/core'
import type { ReplyWay } from '../../server/hub/wire.ts'
import { post } from '../desk/call.ts'
import { perform } from '../frame/perform.ts'
import { whoAt } from '../reply/ways.ts'

/** Nothing lets the same visitor in again, so it is said before. */
export const EndVisitorDialog = ({ caseId, way, close }: { caseId: string; way: ReplyWay; close(): void }) => (
  <Modal opened onClose={close} title="End this visitor’s access" size={440}>
    <div className="form">
      <p>
        The chat closes at once for {whoAt(way, Date.now())}: they can no longer read or go on with what was said. They can write again, as
        somebody new. The case stays as it is. There is no undo.
      </p>
      <div className="acts">
        <button type="button" className="btn ghost" data-autofocus onClick={close}>
          Leave it
        </button>
        <button
          type="button"
          className="btn danger"
          onClick={() => {
            close()
            void perform({
              done: `The access of ${way.to} is ended. It stands in the audit.`,
              run: () => post(`/cases/${caseId}/end-visitor`, { interactionId: way.interactionId }),
            })
          }}
        >
          End access
        </button>
      </div>
    </div>
  </Modal>
)
