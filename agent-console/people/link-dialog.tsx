import { Modal } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useState } from 'react'
import type { HandedLink } from './people-acts.ts'

const terms = {
  invitation: 'to join the desk. It works once, within 24 hours.',
  password: 'to set a new password. It works once, within an hour.',
} as const

/** Shown once: the desk keeps no link, only what it can be known by. */
export const LinkDialog = ({ handed: { name, what, link }, close }: { handed: HandedLink; close(): void }) => {
  const [isCopied, setIsCopied] = useState(false)
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(link)
      setIsCopied(true)
    } catch {
      // Plain http from elsewhere has no clipboard: the link is selected to be copied by hand.
      document.querySelector<HTMLInputElement>('#handed-link')?.select()
    }
  }
  return (
    <Modal opened onClose={close} title={`A link for ${name}`} size={480}>
      <div className="form">
        <p>
          Give it to {name} yourself, {terms[what]} Whoever has it comes in as {name}.
        </p>
        <div className="copy">
          <input
            id="handed-link"
            aria-label="Link"
            readOnly
            value={link}
            data-autofocus
            onFocus={(event) => event.currentTarget.select()}
          />
          <button type="button" className="btn" onClick={() => void copy()}>
            {isCopied ? <IconCheck size={16} stroke={1.75} aria-hidden /> : <IconCopy size={16} stroke={1.75} aria-hidden />}
            {isCopied ? 'Copied' : 'Copy'}
          </button>
        </div>
        <p className="mut">It is shown only now. A new one can be made at any time.</p>
        <div className="acts">
          <button type="button" className="btn pri" onClick={close}>
            Done
          </button>
        </div>
      </div>
    </Modal>
  )
}
