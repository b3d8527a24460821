import { Menu } from '@mantine/core'
import { IconArrowUp, IconChevronDown } from '@tabler/icons-react'
import { useState } from 'react'
import type { CaseView } from '../cases/case-view.ts'
import { CloseDialog } from '../cases/close-dialog.tsx'
import { snoozeTimes } from '../cases/snooze-times.ts'
import { useAct } from '../keys/registry.ts'
import type { Composer } from './use-composer.ts'

/** Sends and leaves the case waiting for the customer; the arrow chooses another state. */
export const SendButtons = ({ composer, view }: { composer: Composer; view: CaseView }) => {
  const { isNote, canSend, submit } = composer
  const [isOpen, setIsOpen] = useState(false)
  const [isClosing, setIsClosing] = useState(false)
  useAct('reply.send-and', () => setIsOpen(true), canSend && !isNote)
  const tomorrow = snoozeTimes(new Date()).find(({ label }) => label === 'Tomorrow morning')
  if (isNote)
    return (
      <button type="submit" className="btn pri sm send" disabled={!canSend}>
        <span>Add note</span> <kbd aria-hidden>Ctrl</kbd>
        <kbd aria-hidden>↵</kbd>
      </button>
    )
  return (
    <span className="split">
      <button type="submit" className="btn pri sm send" disabled={!canSend} aria-label="Send">
        <span>Send</span> <kbd aria-hidden>Ctrl</kbd>
        <kbd aria-hidden>↵</kbd>
        <IconArrowUp className="arrow" size={19} stroke={1.75} aria-hidden />
      </button>
      <Menu position="top-end" opened={isOpen} onChange={setIsOpen} width={240}>
        <Menu.Target>
          <button type="button" className="btn pri sm more" disabled={!canSend} aria-label="Send and wait, keep open, snooze or close">
            <IconChevronDown size={14} stroke={1.75} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => submit('waiting')}>Send and wait for the customer</Menu.Item>
          <Menu.Item onClick={() => submit('open')}>Send and keep open</Menu.Item>
          {tomorrow ? (
            <Menu.Item onClick={() => submit('open', { verb: 'snooze', body: { until: tomorrow.at.toISOString() } })}>
              Send and snooze to tomorrow
            </Menu.Item>
          ) : null}
          <Menu.Item onClick={() => setIsClosing(true)}>Send and close</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <CloseDialog
        current={{ ...view.case, isAwaitingReply: false }}
        isOpen={isClosing}
        close={() => setIsClosing(false)}
        take={(disposition) => submit('open', { verb: 'close', body: { disposition } })}
      />
    </span>
  )
}
