import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useRef, useState } from 'react'

/** Something to be pasted elsewhere, with a button that takes it along. */
export const CopyLine = ({ label, value }: { label: string; value: string }) => {
  const [isCopied, setIsCopied] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(value)
      setIsCopied(true)
    } catch {
      // Plain http from elsewhere has no clipboard: it is selected to be copied by hand.
      input.current?.select()
    }
  }
  return (
    <div className="copy">
      <input ref={input} aria-label={label} readOnly value={value} data-autofocus onFocus={(event) => event.currentTarget.select()} />
      <button type="button" className="btn" onClick={() => void copy()}>
        {isCopied ? <IconCheck size={16} stroke={1.75} aria-hidden /> : <IconCopy size={16} stroke={1.75} aria-hidden />}
        {isCopied ? 'Copied' : 'Copy'}
      </button>
    </div>
  )
}
