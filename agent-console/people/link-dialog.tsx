import { Modal } from '@mantine/core'
import { CopyLine } from '../frame/copy-line.tsx'
import { DialogNotice } from '../frame/dialog-notice.tsx'
import type { HandedLink } from './people-acts.ts'

const terms = {
  invitation: 'to join the desk. It works once, within 24 hours.',
  password: 'to set a new password. It works once, within an hour.',
} as const

/** Shown once: the desk keeps no link, only what it can be known by. */
export const LinkDialog = ({ handed: { name, what, link }, close }: { handed: HandedLink; close(): void }) => (
  <Modal opened onClose={close} title={`A link for ${name}`} size={480}>
    <DialogNotice close={close}>
      <p>
        Give it to {name} yourself, {terms[what]} Whoever has it comes in as {name}.
      </p>
      <CopyLine label="Link" value={link} />
      <p className="mut">It is shown only now. A new one can be made at any time.</p>
    </DialogNotice>
  </Modal>
)
