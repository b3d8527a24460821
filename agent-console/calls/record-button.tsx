import { Popover } from '@mantine/core'
import { IconCircle, IconPlayerRecord } from '@tabler/icons-react'
import { useState } from 'react'
import type { CallView } from '../../server/calls/wire.ts'
import { BarButton } from './bar-button.tsx'
import { callActs } from './call-acts.ts'

/** Where no menu asked, the agent asks, and says here that the answer was yes. */
const AskConsent = ({ call }: { call: CallView }) => {
  const [isOpen, setOpen] = useState(false)
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom" shadow="xl" width={300} trapFocus>
      <Popover.Target>
        <BarButton label="Record" icon={IconPlayerRecord} isOn={isOpen} onClick={() => setOpen(!isOpen)} />
      </Popover.Target>
      <Popover.Dropdown>
        <div className="form">
          <p>Ask first. Nothing is recorded until the customer has agreed.</p>
          <button
            type="button"
            className="btn pri"
            onClick={() => {
              setOpen(false)
              void callActs.noteConsent(call)
            }}
          >
            The customer agreed to be recorded
          </button>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

/** Begins the recording of the customer's line, pauses it and lets it go on. Nothing for who did not agree in the menu. */
export const RecordButton = ({ call, hasCustomer }: { call: CallView; hasCustomer: boolean }) => {
  const state = call.recording?.state
  if (state === 'on' || state === 'paused')
    return (
      <BarButton
        label={state === 'paused' ? 'Go on rec.' : 'Pause rec.'}
        icon={state === 'paused' ? IconPlayerRecord : IconCircle}
        isOn={state === 'paused'}
        onClick={() => void callActs.record(call, state === 'paused' ? 'resume' : 'pause')}
      />
    )
  if (!hasCustomer || call.isInternal || call.consent === 'refused') return null
  if (call.consent === 'none') return <AskConsent call={call} />
  return <BarButton label="Record" icon={IconPlayerRecord} onClick={() => void callActs.record(call, 'start')} />
}
