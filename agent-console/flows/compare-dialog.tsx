import { Modal } from '@mantine/core'
import { DiffView } from './diff-view.tsx'

interface CompareDialogProps {
  title: string
  before: string
  after: string
  acts: readonly { words: string; run(): void }[]
  close(): void
}

/** Two texts, and what can be done about them. */
export const CompareDialog = ({ title, before, after, acts, close }: CompareDialogProps) => (
  <Modal opened onClose={close} title={title} size={860}>
    <div className="form">
      <DiffView label={title} before={before} after={after} />
      <div className="acts">
        <button type="button" className="btn ghost" onClick={close}>
          Leave it so
        </button>
        {acts.map(({ words, run }) => (
          <button
            key={words}
            type="button"
            className="btn"
            onClick={() => {
              run()
              close()
            }}
          >
            {words}
          </button>
        ))}
      </div>
    </div>
  </Modal>
)
