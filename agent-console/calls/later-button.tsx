import { IconClockPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useStore } from '../desk/use-store.ts'
import { may, useMe } from '../frame/me.ts'
import { IconButton } from '../signs/icon-button.tsx'
import { phoneWords } from '../words/phone-words.ts'
import { ArrangeDialog } from './arrange-dialog.tsx'
import { phone } from './phone.ts'

interface LaterButtonProps {
  number: string
  /** Others of the same customer. */
  others?: readonly string[]
  caseId?: string | undefined
}

/** Arranges to call a number that is on screen at an hour. Not drawn where the desk has no phone. */
export const LaterButton = ({ number, others = [], caseId }: LaterButtonProps) => {
  const me = useMe()
  const { state } = useStore(phone)
  const [isOpen, setIsOpen] = useState(false)
  if (!may(me, 'call.start') || state.name === 'none' || state.name === 'off') return null
  return (
    <>
      <IconButton className="later" label={`Call ${phoneWords(number)} later…`} onClick={() => setIsOpen(true)}>
        <IconClockPlus size={15} stroke={1.75} aria-hidden />
      </IconButton>
      {isOpen ? (
        <ArrangeDialog numbers={[number, ...others.filter((one) => one !== number)]} caseId={caseId} close={() => setIsOpen(false)} />
      ) : null}
    </>
  )
}
