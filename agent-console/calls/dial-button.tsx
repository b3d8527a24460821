import { IconPhone } from '@tabler/icons-react'
import { IconButton } from '../signs/icon-button.tsx'
import { phoneWords } from '../words/phone-words.ts'
import { startCall } from './phone.ts'
import { useDial } from './use-dial.ts'

/** Calls a number that is on screen. Not drawn where this browser cannot call. */
export const DialButton = ({ number, caseId }: { number: string; caseId?: string }) => {
  const { isOffered, isBusy } = useDial()
  if (!isOffered) return null
  return (
    <IconButton
      label={isBusy ? 'You are on a call' : `Call ${phoneWords(number)}`}
      onClick={() => {
        if (!isBusy) void startCall({ to: number, ...(caseId ? { caseId } : {}) })
      }}
    >
      <IconPhone size={15} stroke={1.75} aria-hidden />
    </IconButton>
  )
}

/** A number within a text: called with a press and from the case it stands in, or only text where this browser cannot call. */
export const DialNumber = ({ number, text, caseId }: { number: string; text: string; caseId?: string | undefined }) => {
  const { isOffered, isBusy } = useDial()
  if (!isOffered) return <bdi dir="ltr">{text}</bdi>
  return (
    <button
      type="button"
      className="lk"
      title={`Call ${phoneWords(number)}`}
      disabled={isBusy}
      onClick={() => void startCall({ to: number, ...(caseId ? { caseId } : {}) })}
    >
      <bdi dir="ltr">{text}</bdi>
    </button>
  )
}
